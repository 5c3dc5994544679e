import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';

declare global {
  interface Window {
    axe?: typeof axe;
  }
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds on the page as it is now, a line for each element: rule, what is wrong, where.
 * @param within CSS selector of the part to look at; the whole page when absent
 */
export async function axeFindings(page: Page, within?: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const violations = await page.evaluate(async (selector) => {
    if (!window.axe) throw new Error('axe is not in the page.');
    const { violations: found } = await window.axe.run(selector ?? document, {
      resultTypes: ['violations'],
      // The page is an application's window: all of it is its one landmark's business.
      rules: { region: { enabled: false } },
    });
    return found.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(
        ({ target, html, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''} ${html}`,
      ),
    }));
  }, within);
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node}`));
}
