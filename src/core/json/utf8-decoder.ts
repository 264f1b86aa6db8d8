// The core sees no platform types; this is all of the platform's decoder that it needs.
declare const TextDecoder: new (label: "utf-8", options: { readonly fatal: boolean; readonly ignoreBOM: true }) => Utf8Decoder;

export interface Utf8Decoder {
  decode(input: Uint8Array): string;
}

/** A decoder that throws at what is no UTF-8, or puts U+FFFD in its place. */
export function utf8Decoder(onBadBytes: "throw" | "replace"): Utf8Decoder {
  return new TextDecoder("utf-8", { fatal: onBadBytes === "throw", ignoreBOM: true });
}
