import type { Page } from '@playwright/test';

/** What a page told of as an error, and what of it a test does not expect. */
export class ConsoleErrors {
  readonly #texts: string[] = [];
  readonly #expected: RegExp[] = [];

  watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.#texts.push(message.text());
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
