import { describe, expect, it, vi } from 'vitest';
import { CollectionGone } from '../connection/fetchRows.ts';
import { RowColumns } from './RowColumns.ts';
import type { fetchColumn } from '../connection/fetchColumn.ts';

const SHARPNESS = { name: 'sharpness', type: 'number', version: 1 } as const;

function setUp() {
  const fetch = vi.fn<typeof fetchColumn>(async (_id, _info, from, to) => ({
    type: 'number',
    values: Float64Array.from({ length: to - from }, (_, at) => from + at),
  }));
  const errors: unknown[] = [];
  const columns = new RowColumns(fetch, (error) => errors.push(error));
  columns.reset('a', 3);
  return { columns, fetch, errors };
}
const here = (columns: RowColumns) => vi.waitFor(() => expect(columns.get(SHARPNESS)).not.toBeNull());

describe('RowColumns', () => {
  it('fetches a column when it is asked for, once', async () => {
    const { columns, fetch } = setUp();
    expect(fetch).not.toHaveBeenCalled();
    expect(columns.get(SHARPNESS)).toBeNull();
    expect(columns.get(SHARPNESS)).toBeNull();
    await here(columns);
    expect(columns.get(SHARPNESS)?.values).toEqual(Float64Array.of(0, 1, 2));
    expect(fetch).toHaveBeenCalledExactlyOnceWith('a', SHARPNESS, 0, 3);
  });

  it('keeps what it has while newer values or more rows are on their way', async () => {
    const { columns, fetch } = setUp();
    columns.get(SHARPNESS);
    await here(columns);
    columns.reset('a', 4);
    expect(columns.get(SHARPNESS)?.values).toHaveLength(3);
    await vi.waitFor(() => expect(columns.get(SHARPNESS)?.values).toHaveLength(4));
    expect(columns.get({ ...SHARPNESS, version: 2 })?.values).toHaveLength(4);
    await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(3));
  });

  it('forgets everything with another collection, and what arrives for the last one', async () => {
    const { columns, errors } = setUp();
    columns.get(SHARPNESS);
    columns.reset('b', 0);
    await new Promise((resolve) => setTimeout(resolve));
    expect(columns.get(SHARPNESS)).toBeNull();
    expect(errors).toEqual([]);
  });

  it('tells of a failure, but not of a collection that is gone', async () => {
    const { columns, fetch, errors } = setUp();
    fetch.mockRejectedValueOnce(new CollectionGone('a')).mockRejectedValueOnce(new Error('500'));
    columns.get(SHARPNESS);
    await new Promise((resolve) => setTimeout(resolve));
    columns.get(SHARPNESS);
    await vi.waitFor(() => expect(errors).toHaveLength(1));
  });
});
