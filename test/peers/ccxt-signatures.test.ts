// Our signatures beside ccxt's, over thousands of requests drawn at random and nothing sent: unicode, ampersands, spaces, empty bodies.
// Costs about 4 s.

import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "#core/account/secret";
import { epochMs } from "#core/brand";
import { type PrivateCall, type SignedRequest, type SignStamp } from "#transport/private-call";
import { signRequest as signLbank } from "#venues/lbank/sign";
import { signRequest as signLmex } from "#venues/lmex/sign";
import { signRequest as signWeex } from "#venues/weex/sign";
import { type Peer, type PeerId, pointedPeer } from "./peer.ts";

const RUNS = 1_200;
/** RSA in ccxt takes milliseconds, and beside the last step it is the same code. */
const RSA_RUNS = 40;
const ENTROPY = `${"letters and digits".replaceAll(" ", "")}${"0123456789".repeat(2)}`;

/** Names as venues have them, in an order that no sorting has seen; values as people may write them. */
const names = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,11}$/).filter((name) => !(name in {}) && name !== "api_key" && name !== "sign");
/** encodeURIComponent leaves `!'()*` as they are, ccxt writes them as %21 …: both sign what they send, so the texts differ with reason. */
const values = fc.string({ unit: "grapheme", minLength: 1, maxLength: 24 }).filter((text) => !/[!'()*]/.test(text));
const plainValues = fc.oneof(values, fc.constantFrom("a b", "x&y=z", "50%", "ü ✓ 取引", "", "+", "#/?"));
const parameters = fc.uniqueArray(fc.tuple(names, plainValues), { maxLength: 6, selector: ([name]) => name });
const moments = fc.integer({ min: 1_600_000_000_000, max: 1_999_999_999_999 });
const paths = fc.array(fc.stringMatching(/^[a-z][a-z_A-Z0-9]{1,10}$/), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));

async function signer(id: PeerId, secret: string): Promise<Peer> {
  const peer = await pointedPeer(id, "http://127.0.0.1:1");
  return Object.assign(peer, { apiKey: "some key", secret, password: "some words" });
}

/** Makes ccxt's time, number and chance those of ours. */
function setMoment(peer: Peer, time: number): void {
  peer.nonce = () => time;
  peer.milliseconds = () => time;
  peer.uuid22 = () => ENTROPY.slice(0, 22);
  peer.uuid16 = () => ENTROPY.slice(22);
}

const stampAt = (time: number, secret: string): SignStamp => ({
  credentials: { apiKey: new Secret("some key"), apiSecret: new Secret(secret), passphrase: new Secret("some words") },
  time: epochMs(time),
  nonce: time,
  entropy: ENTROPY,
});

const call = (about: Partial<PrivateCall<unknown>>): PrivateCall<unknown> => ({
  name: "drawn",
  host: "rest",
  method: "GET",
  path: "/",
  query: [],
  body: undefined,
  costs: [],
  effect: "read",
  decode: () => ({ kind: "value", value: undefined }),
  ...about,
});

const lower = (headers: SignedRequest["headers"]) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
/** The headers of a signature, as both have them. */
const only = (headers: SignedRequest["headers"], wanted: readonly string[]) =>
  Object.fromEntries(wanted.map((name) => [name, lower(headers)[name]]));
const queryOf = (url: string): string => url.split("?")[1] ?? "";

test("WEEX: our signatures are ccxt's, for reads and for orders", async () => {
  const secret = "some secret";
  const peer = await signer("weex", secret);
  const wanted = ["access-key", "access-sign", "access-passphrase", "access-timestamp"];
  fc.assert(
    fc.property(parameters, moments, paths, fc.constantFrom("GET", "DELETE", "POST"), (drawn, time, path, method) => {
      setMoment(peer, time);
      const theirs = peer.sign(path, "contractPrivate", method, Object.fromEntries(drawn));
      const parts = method === "POST" ? { body: JSON.stringify(Object.fromEntries(drawn)) } : { query: drawn };
      const ours = signWeex(call({ path: `/${path}`, method, ...parts }), stampAt(time, secret));
      expect(only(ours.headers, wanted)).toEqual(only(theirs.headers, wanted));
      expect([ours.query, ours.body]).toEqual([queryOf(theirs.url), theirs.body]);
    }),
    { numRuns: RUNS },
  );
});

test("LMEX: our signatures are those of ccxt's btse, the path without its prefix", async () => {
  const secret = "some secret";
  const peer = await signer("btse", secret);
  const wanted = ["request-api", "request-nonce", "request-sign"];
  const products = fc.constantFrom("futures/api/v2.3", "spot/api/v3.3");
  fc.assert(
    fc.property(
      parameters,
      moments,
      fc.tuple(products, paths),
      fc.constantFrom("GET", "DELETE", "POST", "PUT"),
      (drawn, time, at, method) => {
        // ccxt takes every "spot" and "futures" out of a path, wherever it stands.
        fc.pre(!/spot|futures|otc/.test(at[1]));
        setMoment(peer, time);
        const theirs = peer.sign(at.join("/"), "private", method, Object.fromEntries(drawn));
        const isBody = method === "POST" || method === "PUT";
        const parts = isBody ? { body: JSON.stringify(Object.fromEntries(drawn)) } : { query: drawn };
        const ours = signLmex(call({ path: `/${at.join("/")}`, method, ...parts }), stampAt(time, secret));
        expect(only(ours.headers, wanted)).toEqual(only(theirs.headers, wanted));
        expect([ours.query, ours.body]).toEqual([queryOf(theirs.url), theirs.body]);
      },
    ),
    { numRuns: RUNS },
  );
});

const lbankAgrees = (peer: Peer, secret: string) =>
  fc.property(parameters, moments, paths, (drawn, time, path) => {
    setMoment(peer, time);
    const theirs = peer.sign(path, ["spot", "private"], "POST", Object.fromEntries(drawn));
    const ours = signLbank(call({ path: `/v2/${path}.do`, method: "POST", query: drawn }), stampAt(time, secret));
    const wanted = ["timestamp", "signature_method", "echostr"];
    expect(only(ours.headers, wanted)).toEqual(only(theirs.headers, wanted));
    // Whoever sorts `sign` in another place sends the same form.
    const form = (body: string | undefined) => [...new URLSearchParams(body)].sort(([one], [other]) => (one < other ? -1 : 1));
    expect(form(ours.body)).toEqual(form(theirs.body));
  });

test("LBank: our HMAC signatures are ccxt's", async () => {
  const secret = "a secret of HMAC";
  fc.assert(lbankAgrees(await signer("lbank", secret), secret), { numRuns: RUNS });
});

test("LBank: our RSA signatures are ccxt's", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const secret = privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
  fc.assert(lbankAgrees(await signer("lbank", secret), secret), { numRuns: RSA_RUNS });
});
