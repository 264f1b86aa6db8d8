import { RETRY_BACKOFF, RETRY_NEVER, TransportError } from "#core/error";

/** Where and when something of the network failed. */
export interface NetworkPlace {
  /** Host and port; never a path or a query, which may carry secrets. */
  readonly host: string;
  readonly phase: "before-send" | "after-send";
}

interface Meaning {
  readonly code: string;
  readonly words: string;
  readonly never?: boolean;
}

const LOST: Meaning = { code: "connection-lost", words: "the connection was lost" };

const BY_CODE: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["ENOTFOUND", { code: "dns-failed", words: "its name is not known; check the host and the network" }],
  ["EAI_AGAIN", { code: "dns-failed", words: "the name server did not answer; check the network" }],
  ["ECONNREFUSED", { code: "connect-refused", words: "nothing listens there" }],
  ["ECONNRESET", LOST],
  ["EPIPE", LOST],
  ["UND_ERR_SOCKET", LOST],
  ["ETIMEDOUT", { code: "connect-timeout", words: "it did not answer in time" }],
  ["UND_ERR_CONNECT_TIMEOUT", { code: "connect-timeout", words: "it did not answer in time" }],
  ["ENETUNREACH", { code: "network-down", words: "there is no way to it; check the network" }],
  ["EHOSTUNREACH", { code: "network-down", words: "there is no way to it; check the network" }],
  ["EPROTO", { code: "tls-failed", words: "TLS could not be agreed" }],
]);

const UNTRUSTED = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_INVALID)/;

/** Turns whatever a network library threw into a TransportError that names the host, the cause and nothing that could be secret. */
export function networkError(error: unknown, place: NetworkPlace): TransportError {
  const systemCode = codeOf(error);
  const meaning = meaningOf(systemCode);
  const detail = systemCode === "" ? "" : ` (${systemCode})`;
  return new TransportError(meaning.code, `No connection with ${place.host}: ${meaning.words}${detail}.`, {
    phase: place.phase,
    retry: meaning.never === true ? RETRY_NEVER : RETRY_BACKOFF,
    context: { host: place.host, systemCode },
  });
}

/** The stable code of a Node, ws or undici error; empty when it has none. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code.slice(0, 64);
  // undici's parser loses its code for some violations, never its name.
  return "name" in error && error.name === "HTTPParserError" ? "HPE_UNKNOWN" : "";
}

function meaningOf(systemCode: string): Meaning {
  const known = BY_CODE.get(systemCode);
  if (known !== undefined) return known;
  if (UNTRUSTED.test(systemCode))
    return { code: "tls-untrusted", words: "its certificate is not trusted, so nothing was sent", never: true };
  if (systemCode.startsWith("ERR_SSL_")) return { code: "tls-failed", words: "TLS could not be agreed" };
  if (systemCode.startsWith("HPE_") || systemCode.startsWith("UND_ERR_RES")) return { code: "bad-http", words: "its answer breaks HTTP" };
  if (systemCode.startsWith("WS_ERR_")) return { code: "bad-frame", words: "its frame breaks RFC 6455 or a size limit" };
  return { code: "connection-failed", words: "the connection failed" };
}
