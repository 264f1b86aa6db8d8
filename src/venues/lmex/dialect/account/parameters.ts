// The parameters of a request: members of a JSON body, or the query. Names are case-sensitive; what is not known is ignored.

import { parseJsonText } from "#core/json/json-fallback";
import { asBoolean, asObject, asText, field } from "#core/json/json-value";
import { type DialectRequest } from "#venues/dialect";

export interface Parameters {
  /** Text or number as it was written; undefined when absent, null or empty. */
  text(name: string): string | undefined;
  flag(name: string): boolean;
  /** A whole number: undefined when absent, NaN when it is none. */
  whole(name: string): number | undefined;
}

/** Reads a request's parameters; undefined for a body that is no object. */
export function parametersOf(request: DialectRequest): Parameters | undefined {
  if (request.method !== "POST" && request.method !== "PUT") {
    return make(
      (name) => request.query.get(name) ?? undefined,
      (name) => request.query.get(name) === "true",
    );
  }
  const parsed = parseJsonText(request.body === "" ? "{}" : request.body);
  const body = parsed.kind === "value" ? asObject(parsed.value) : undefined;
  if (body === undefined) return undefined;
  return make(
    (name) => asText(field(body, name)),
    (name) => asBoolean(field(body, name)) === true || field(body, name) === "true",
  );
}

/** The same parameters, with another name for one of them. */
export function renamed(given: Parameters, names: Readonly<Record<string, string>>): Parameters {
  return make(
    (name) => given.text(name) ?? (names[name] === undefined ? undefined : given.text(names[name])),
    (name) => given.flag(name),
  );
}

function make(read: (name: string) => string | undefined, flag: (name: string) => boolean): Parameters {
  const text = (name: string): string | undefined => {
    const value = read(name);
    return value === "" ? undefined : value;
  };
  return {
    text,
    flag,
    whole: (name) => {
      const value = text(name);
      return value === undefined ? undefined : /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    },
  };
}
