import { UsageError } from "#core/error";

/** Checks an explicit proxy address, `http://host:port` or `https://host:port`. Throws UsageError without repeating it: it may hold a password. */
export function proxyAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return text;
  throw new UsageError("bad-proxy", "The proxy address cannot be used; give http://host:port or https://host:port.");
}
