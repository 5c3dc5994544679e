import type { Page } from '@playwright/test';

/** What the graphics driver says of itself, and the browser of tests that read a canvas often: nothing of ours. */
const NOT_OURS = /GL Driver Message|GPU stall|^Canvas2D: Multiple readback/;

/** What a page wrote on the console, or did not catch, and what of it a test does not expect: the app writes nothing there. */
export class ConsoleErrors {
  readonly #texts: string[] = [];
  readonly #expected: RegExp[] = [];

  watch(page: Page): void {
    page.on('console', (message) => {
      if (!NOT_OURS.test(message.text())) this.#texts.push(message.text());
    });
    page.on('pageerror', (error) => this.#texts.push(String(error)));
  }

  expected(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  unexpected(): string[] {
    return this.#texts.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }
}
