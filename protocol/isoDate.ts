/** ISO 8601 in UTC, without the time where it is midnight: '2026-03-14', '2026-03-14T09:30:00.000Z'. */
export const isoDate = (ms: number): string => new Date(ms).toISOString().replace('T00:00:00.000Z', '');
