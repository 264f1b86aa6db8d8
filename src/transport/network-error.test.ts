import { expect, test } from "vitest";
import { networkError } from "#transport/network-error";

const place = { host: "api.venue.test:443", phase: "before-send" } as const;

test.each([
  ["ENOTFOUND", "dns-failed", "backoff"],
  ["ECONNREFUSED", "connect-refused", "backoff"],
  ["ECONNRESET", "connection-lost", "backoff"],
  ["UND_ERR_SOCKET", "connection-lost", "backoff"],
  ["UND_ERR_CONNECT_TIMEOUT", "connect-timeout", "backoff"],
  ["CERT_HAS_EXPIRED", "tls-untrusted", "never"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "tls-untrusted", "never"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls-untrusted", "never"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls-untrusted", "never"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "tls-failed", "backoff"],
  ["HPE_INVALID_CONSTANT", "bad-http", "backoff"],
  ["WS_ERR_INVALID_OPCODE", "bad-frame", "backoff"],
  ["E_NEVER_SEEN", "connection-failed", "backoff"],
])("%s is told as %s with retry %s", (systemCode, code, retry) => {
  const error = networkError(Object.assign(new Error("x"), { code: systemCode }), place);
  expect([error.code, error.retry.kind, error.phase]).toEqual([code, retry, "before-send"]);
  expect(error.message).toContain("api.venue.test:443");
  expect(error.message).toContain(systemCode);
});

test("Whatever was thrown, its own words are not repeated: they may hold an address with a password", () => {
  for (const thrown of [new Error("http://user:hunter2@proxy"), "hunter2", undefined, { code: 7 }, null]) {
    const error = networkError(thrown, place);
    expect(JSON.stringify([error.message, error.context, error.cause])).not.toContain("hunter2");
    expect(error.code).toBe("connection-failed");
  }
});
