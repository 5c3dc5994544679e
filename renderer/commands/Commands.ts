import { ALL_COMMANDS, commandOf } from '../../protocol/commands.ts';
import { isTyping } from './keys.ts';
import type { Command, CommandId } from '../../protocol/commands.ts';
import type { CommandChoice, Feature, FeatureCommand } from '../features/Feature.ts';
import type { Page } from '../page/Page.svelte.ts';

/** A button stands where it can be pressed; a key and the desktop's menu are there whatever is on screen. */
export type CommandSource = 'button' | 'palette' | 'key' | 'menu';

/** A command as it is now: what the palette lists and a button shows. */
export interface CommandEntry {
  readonly command: Command;
  /** '' for a command without choices. */
  readonly choice: string;
  readonly title: string;
  /** Why it is not possible now; null when it is. */
  readonly refusal: string | null;
}

/** Everything a person can do by a name. Whatever asks for it, `execute` is the one way to it. */
export class Commands {
  readonly #page: Page;
  readonly #deeds: ReadonlyMap<CommandId, FeatureCommand>;

  constructor(page: Page, features: readonly Feature[]) {
    this.#page = page;
    const all = features.flatMap(({ commands = [] }) => commands);
    this.#deeds = new Map(all.map((deed) => [deed.id, deed]));
    const missing = ALL_COMMANDS.filter(({ id }) => !this.#deeds.has(id));
    if (missing.length > 0 || this.#deeds.size !== all.length) {
      const ids = missing.map(({ id }) => id).join(', ') || 'none';
      throw new Error(
        `Every command of protocol/commands.ts belongs to one feature. Without one: ${ids}; ` +
          `${all.length - this.#deeds.size} are listed twice.`,
      );
    }
  }

  /** Every command, and every choice of those that have choices, in the table's order. */
  get entries(): CommandEntry[] {
    return ALL_COMMANDS.flatMap(({ id }) => {
      const choices = this.#deed(id).choices?.(this.#page);
      return choices
        ? choices.map((choice) => this.#entry(id, choice))
        : [this.#entry(id, { id: '', title: '' })];
    });
  }

  entry(id: CommandId, choice = ''): CommandEntry {
    const found = this.#deed(id)
      .choices?.(this.#page)
      .find((each) => each.id === choice);
    return this.#entry(id, found ?? { id: choice, title: '' });
  }

  /**
   * Does it where it is possible, else says why not. Returns whether it was possible.
   * @param choice id of one of the command's choices
   */
  execute(id: CommandId, choice = '', from: CommandSource = 'button'): boolean {
    const deed = this.#deed(id);
    if (from === 'menu' && isTyping(document.activeElement) && (id === 'undo' || id === 'redo')) {
      // The menu's Undo is the field's own while one types in it.
      document.execCommand(id);
      return true;
    }
    const refusal = this.#refusal(id, choice, from);
    if (refusal !== null) {
      if (!(deed.isQuiet && from === 'key')) this.#page.notices.say(refusal);
      return false;
    }
    void this.#run(deed, choice);
    return true;
  }

  async #run(deed: FeatureCommand, choice: string): Promise<void> {
    try {
      await deed.run(this.#page, choice);
    } catch (error) {
      this.#page.notices.notify(error);
    }
  }

  #refusal(id: CommandId, choice: string, from: CommandSource): string | null {
    const isOutside = from === 'key' || from === 'menu';
    if (isOutside && this.#page.dialogs.shown && !commandOf(id).overDialogs) {
      return `Close "${this.#page.dialogs.shown.title}" first.`;
    }
    const deed = this.#deed(id);
    const choices = deed.choices?.(this.#page);
    if (choices && !choices.some((each) => each.id === choice)) {
      return choices.length > 0
        ? 'Choose one in the command palette.'
        : 'There is nothing to choose from now.';
    }
    return deed.refusal?.(this.#page, choice) ?? null;
  }

  #entry(id: CommandId, choice: CommandChoice): CommandEntry {
    const command = commandOf(id);
    const title = choice.title || (this.#deed(id).title?.(this.#page) ?? command.title);
    return { command, choice: choice.id, title, refusal: this.#refusal(id, choice.id, 'palette') };
  }

  #deed(id: CommandId): FeatureCommand {
    const deed = this.#deeds.get(id);
    if (!deed) throw new Error(`No feature has the command "${id}".`);
    return deed;
  }
}
