/** What Node and browsers both have as globals, of all that neither language library declares. */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
interface File {
  readonly name: string;
}
