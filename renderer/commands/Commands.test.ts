import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALL_COMMANDS } from '../../protocol/commands.ts';
import { features } from '../features/index.ts';
import { Page } from '../page/Page.svelte.ts';
import type { CommandId } from '../../protocol/commands.ts';
import type { Feature } from '../features/Feature.ts';
import type { DialogView } from '../features/Feature.ts';

/** A page whose engine never answers. */
const pageWith = (all: readonly Feature[]) =>
  new Page(
    () => ({ binaryType: 'arraybuffer', addEventListener: () => {}, send: () => {}, close: () => {} }),
    all,
  );

/** Every command with nothing to it, but for one. */
function pageOf(command: NonNullable<Feature['commands']>[number]): Page {
  const others = ALL_COMMANDS.filter(({ id }) => id !== command.id).map(({ id }) => ({ id, run: () => {} }));
  return pageWith([{ name: 'test', commands: [...others, command] }]);
}

describe('the features', () => {
  it('have each command of the table once', () => {
    expect(pageWith(features).commands.entries.length).toBeGreaterThan(20);
  });

  it.each([
    ['missing', features.slice(2)],
    ['listed twice', [...features, features[1]!]],
  ])('are refused where a command is %s', (_, wrong) => {
    expect(() => pageWith(wrong)).toThrow(/Every command of protocol\/commands\.ts belongs to one feature/);
  });

  it('say why what needs a model, a point or an engine is not possible without', () => {
    const { commands } = pageWith(features);
    const refusals = (['undo', 'delete-point', 'fly-to', 'open-images', 'provider', 'next'] as const).map(
      (id) => commands.entry(id).refusal,
    );
    for (const refusal of refusals) expect(refusal).toMatch(/\.$/);
  });
});

describe('execute', () => {
  beforeEach(() => {
    vi.stubGlobal('document', { activeElement: null });
    vi.stubGlobal('HTMLElement', class {});
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('does what is possible, wherever it is asked for', () => {
    const run = vi.fn();
    const { commands } = pageOf({ id: 'zoom-in', run });
    for (const from of ['button', 'palette', 'key', 'menu'] as const) {
      expect(commands.execute('zoom-in', '', from)).toBe(true);
    }
    expect(run).toHaveBeenCalledTimes(4);
  });

  it('does nothing that is not possible, wherever it is asked for, and says why', () => {
    const run = vi.fn();
    const page = pageOf({ id: 'zoom-in', refusal: () => 'Too near already.', run });
    for (const from of ['button', 'palette', 'key', 'menu'] as const) {
      expect(page.commands.execute('zoom-in', '', from)).toBe(false);
    }
    expect(run).not.toHaveBeenCalled();
    expect(page.notices.remark).toBe('Too near already.');
    expect(page.commands.entry('zoom-in').refusal).toBe('Too near already.');
  });

  it('is silent about a quiet command’s key, and only then', () => {
    const page = pageOf({ id: 'zoom-in', refusal: () => 'No.', isQuiet: true, run: () => {} });
    page.commands.execute('zoom-in', '', 'key');
    expect(page.notices.remark).toBeNull();
    page.commands.execute('zoom-in', '', 'menu');
    expect(page.notices.remark).toBe('No.');
  });

  it('leaves the keyboard and the menu to a dialog that is open, all but the palette’s', () => {
    const run = vi.fn();
    const page = pageOf({ id: 'zoom-in', run });
    page.dialogs.show({ title: 'Settings', widthPx: 1 } as DialogView);
    expect(page.commands.execute('zoom-in', '', 'key')).toBe(false);
    expect(page.commands.execute('zoom-in', '', 'menu')).toBe(false);
    expect(page.notices.remark).toBe('Close "Settings" first.');
    expect(page.commands.execute('zoom-in', '', 'button')).toBe(true);
    expect(page.commands.execute('command-palette', '', 'key')).toBe(true);
    expect(run).toHaveBeenCalledOnce();
  });

  it('takes only a choice there is, and lists each', () => {
    const run = vi.fn();
    let jobs = ['a', 'b'];
    const { commands } = pageOf({
      id: 'cancel-job',
      choices: () => jobs.map((id) => ({ id, title: `Cancel: ${id}` })),
      run: (_, choice) => run(choice),
    });
    const listed = () => commands.entries.filter(({ command }) => command.id === 'cancel-job');
    expect(listed().map(({ choice, title }) => [choice, title])).toEqual([
      ['a', 'Cancel: a'],
      ['b', 'Cancel: b'],
    ]);
    expect(commands.execute('cancel-job', 'b')).toBe(true);
    jobs = ['a'];
    expect(commands.execute('cancel-job', 'b')).toBe(false);
    expect(commands.execute('cancel-job')).toBe(false);
    expect(run).toHaveBeenCalledExactlyOnceWith('b');
  });

  it('tells of a command that failed', async () => {
    const page = pageOf({ id: 'zoom-in', run: () => Promise.reject(new Error('no canvas')) });
    page.commands.execute('zoom-in');
    await vi.waitFor(() => expect(page.notices.shown[0]?.error.message).toBe('no canvas'));
  });

  it('gives Undo to the field that is being typed in', () => {
    const field = Object.assign(Object.create(HTMLElement.prototype as object) as object, {
      isContentEditable: true,
    });
    const execCommand = vi.fn();
    vi.stubGlobal('document', { activeElement: field, execCommand });
    const run = vi.fn();
    const { commands } = pageOf({ id: 'undo', run });
    commands.execute('undo', '', 'menu');
    expect(execCommand).toHaveBeenCalledExactlyOnceWith('undo' satisfies CommandId);
    expect(run).not.toHaveBeenCalled();
  });
});
