import { describe, expect, it } from 'vitest';
import css from './theme.css?raw';

type Rgb = readonly [number, number, number];
interface Rgba {
  rgb: Rgb;
  alpha: number;
}

/** The custom properties of the rule with this selector. */
function properties(selector: string): Map<string, string> {
  const from = css.indexOf(`${selector} {`);
  const rule = css.slice(from, css.indexOf('\n}', from));
  return new Map(
    [...rule.matchAll(/(--[\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function parse(value: string): Rgba {
  const hex = /^#(\w\w)(\w\w)(\w\w)$/.exec(value);
  if (hex) return { rgb: [Number(`0x${hex[1]}`), Number(`0x${hex[2]}`), Number(`0x${hex[3]}`)], alpha: 1 };
  const mixed = /^rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)$/.exec(value);
  if (!mixed) throw new Error(`theme.css: expected #rrggbb or rgb(r g b / a%), got "${value}"`);
  return { rgb: [Number(mixed[1]), Number(mixed[2]), Number(mixed[3])], alpha: Number(mixed[4]) / 100 };
}

function over({ rgb, alpha }: Rgba, below: Rgb): Rgb {
  const mix = (i: 0 | 1 | 2) => rgb[i] * alpha + below[i] * (1 - alpha);
  return [mix(0), mix(1), mix(2)];
}

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(rgb: Rgb): number {
  const linear = (value: number) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const dark = properties(':root');
const light = new Map([...dark, ...properties(":root[data-theme='light']")]);

const darkHigh = new Map([...dark, ...properties(":root[data-contrast='high']")]);
const lightHigh = new Map([
  ...light,
  ...properties(":root[data-contrast='high']"),
  ...properties(":root[data-theme='light'][data-contrast='high']"),
]);

describe.each([
  ['dark', dark, 4.5],
  ['light', light, 4.5],
  ['dark high-contrast', darkHigh, 7],
  ['light high-contrast', lightHigh, 7],
] as const)('the %s theme', (_, theme, least) => {
  const colour = (name: string) => parse(theme.get(name) ?? '');
  const panel = colour('--panel').rgb;
  const backgrounds = ['--raised', '--raised-hover', '--accent-wash'].map((name) =>
    over(colour(name), panel),
  );

  it.each(['--text', '--text-soft', '--text-faint', '--accent', '--warn', '--bad'])(
    `has %s at ${least} to 1 or more on everything that text stands on`,
    (name) => {
      for (const background of [panel, colour('--page').rgb, ...backgrounds]) {
        expect(contrast(colour(name).rgb, background)).toBeGreaterThanOrEqual(least);
      }
    },
  );

  it(`has the text of its primary buttons at ${least} to 1 or more`, () => {
    expect(contrast(colour('--accent-text').rgb, colour('--accent').rgb)).toBeGreaterThanOrEqual(least);
  });
});
