import { ConfigError } from "#core/error";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What an address is for decides which schemes it may have. */
export type AddressUse = "rest" | "socket" | "host" | "simulator" | "proxy";

const SCHEMES: Readonly<Record<AddressUse, readonly string[]>> = {
  rest: ["https:", "http:"],
  socket: ["wss:", "ws:"],
  host: ["https:", "http:", "wss:", "ws:"],
  simulator: ["http:", "https:"],
  proxy: ["http:", "https:"],
};

/**
 * Checks an address that a person configured and returns it without a slash at its end. Throws a ConfigError when it is no address, has a
 * scheme that does not belong there, holds a password (a proxy's aside), or would speak in the clear with anything but this machine.
 */
export function checkedAddress(text: string, place: { readonly key: string; readonly source: string; readonly use: AddressUse }): string {
  const { key, source, use } = place;
  const refuse = (why: string, hint: string): ConfigError =>
    new ConfigError("invalid-address", `${key} (${source}) ${why}; nothing was started.`, { context: { key, source }, hint });
  if (!URL.canParse(text)) throw refuse("is not an address", `Write it with its scheme: ${key} = "${SCHEMES[use][0] ?? "https:"}//host".`);
  const url = new URL(text);
  if (!SCHEMES[use].includes(url.protocol)) {
    throw refuse(`has the scheme ${url.protocol.slice(0, 20)}`, `Use ${SCHEMES[use].map((scheme) => `${scheme}//`).join(" or ")}.`);
  }
  if (use !== "proxy" && (url.username !== "" || url.password !== ""))
    throw refuse("holds a user name or password", "Take it out of the address.");
  // A proxy sees only where we go: what passes through it is TLS between us and the venue.
  if (use !== "proxy" && (url.protocol === "http:" || url.protocol === "ws:") && !LOOPBACK.test(url.hostname)) {
    throw refuse(
      "would send everything in the clear over the network",
      `Use ${url.protocol === "ws:" ? "wss" : "https"}://; plain ${url.protocol}// is for this machine only.`,
    );
  }
  return text.replace(/\/+$/, "");
}
