import { type AccountChannel, type PrivateStreamCodec } from "#venues/account";
import { privateReader } from "#venues/weex/account/reader";
import { socketsV2, socketsV3 } from "#venues/weex/endpoints";
import { type Interface } from "#venues/weex/rest/call";
import { handshakeHeaders } from "#venues/weex/sign";
import { encodeV2, encodeV3 } from "#venues/weex/subscribe";

/** The topic of each channel, the same in both generations. Spot holds no positions. */
export function accountTopics(face: Interface, channel: AccountChannel): readonly string[] {
  switch (channel) {
    case "orders":
      return ["orders"];
    case "fills":
      return ["fill"];
    case "positions":
      return face.spot ? [] : ["positions"];
    case "balances":
      return ["account"];
  }
}

/** The words of a private stream: who we are is said in the handshake, so there is no login message. */
export function streamCodec(face: Interface): PrivateStreamCodec {
  const { path } = (face.version === "v3" ? socketsV3 : socketsV2)(face.spot ? "spot" : "contract").private;
  const encode = face.version === "v3" ? encodeV3 : encodeV2;
  return {
    headers: (stamp) => handshakeHeaders(stamp, path),
    login: () => undefined,
    lease: undefined,
    topics: (channel) => accountTopics(face, channel),
    encode: (action, topics, { requestId }) => encode(action, topics, requestId),
    reader: (table) => privateReader(face, table),
  };
}
