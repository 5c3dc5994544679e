import * as v from 'valibot';

/** More than any call takes. */
const MAX_ARGUMENTS = 16;

/** A text frame of a page, as birpc writes it: a call, with the id that its answer is to carry. */
const callSchema = v.object({
  t: v.literal('q'),
  m: v.pipe(v.string(), v.maxLength(100)),
  a: v.pipe(v.array(v.unknown()), v.maxLength(MAX_ARGUMENTS)),
  i: v.exactOptional(v.pipe(v.string(), v.maxLength(100))),
});

export type Call = v.InferOutput<typeof callSchema>;

/** Reads a page's text frame; null for one that is no call. What the arguments are is checked by the call itself. */
export function readCall(text: string): Call | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = v.safeParse(callSchema, value);
  return parsed.success ? parsed.output : null;
}
