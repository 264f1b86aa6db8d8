import { type JsonObject } from "#core/json/json-fallback";
import { type Scratch, type WireMessage } from "#venues/weex/wire";

/** What the decoder of one generation is given. */
export interface LosslessParts {
  readonly scratch: Scratch;
  /** Counts the fields of an object that are not in the set. */
  readonly countFields: (object: JsonObject, known: ReadonlySet<string>) => void;
}

/** A message, or what is wrong with it. */
export type LosslessReading = WireMessage | { readonly kind: "wrong"; readonly topic: string | undefined; readonly reason: string };
