import { type DialectRequest } from "#venues/dialect";

/** What a private request was given, by name. */
export type Parameters = ReadonlyMap<string, string>;

/** Parameters of a form and of the address: clients of the venue's own put them into either. */
export function parametersOf({ body, query }: DialectRequest): Parameters {
  return new Map([...query, ...new URLSearchParams(body)]);
}

/** A parameter that says something; undefined when it is missing or empty. */
export function given(parameters: Parameters, name: string): string | undefined {
  const text = parameters.get(name);
  return text === undefined || text === "" ? undefined : text;
}
