/** '0.314', '12.3', '1,234', '4.2e−7': a measured value, three digits of it. */
export function numberWords(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e7) return minus(Math.round(value).toLocaleString('en'));
  if (size >= 1e7 || size < 1e-4) return minus(value.toExponential(1));
  return minus(String(Number(value.toPrecision(3))));
}

/** '2026-03-14', with the time where it is not midnight. */
export function dateWords(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}

const minus = (text: string) => text.replaceAll('-', '−');
