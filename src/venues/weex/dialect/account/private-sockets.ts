// Private sockets of both generations: who they speak for was said in the handshake, topics have no symbol, and V3 asks for a sign of
// life with another key than on its public sockets.

import { type AccountStep, type AccountView, type HeldAccountTopic } from "#venues/account-dialect";
import { type ExchangeView, type HeldTopic, type OutFrame, type SocketAct } from "#venues/dialect";
import { type Face } from "#venues/weex/dialect/account/faces";
import { stepFrames, topicChannel } from "#venues/weex/dialect/account/pushes";
import { type SocketAddress } from "#venues/weex/dialect/addresses";
import { refuseV2, SocketV2 } from "#venues/weex/dialect/socket-v2";
import { SocketV3 } from "#venues/weex/dialect/socket-v3";
import { control, type SocketWordsOptions, say } from "#venues/weex/dialect/socket-words";

/** What a private socket needs beside what a public one does. */
export interface PrivateParts {
  readonly address: SocketAddress;
  readonly exchange: ExchangeView;
  readonly options: SocketWordsOptions;
  readonly account: AccountView;
}

const heldTopic = (face: Face, account: AccountView, topic: string): HeldAccountTopic | undefined => {
  const channel = topicChannel(face, topic);
  return channel === undefined ? undefined : { topic, account, channels: [channel], instrument: undefined };
};

export class PrivateSocketV3 extends SocketV3 {
  readonly #account: AccountView;
  readonly #face: Face;

  constructor({ address, exchange, options, account }: PrivateParts) {
    super(address, exchange, options);
    this.#account = account;
    this.#face = address.product === "spot" ? "spot" : "v3";
  }

  account(topic: HeldAccountTopic, step: AccountStep): readonly OutFrame[] {
    return stepFrames(this.#face, topic, step);
  }

  override ping(id: string): OutFrame {
    return control("ping", `{"type":"ping","time":"${id}"}`);
  }

  /** A message with one wrong topic is refused as a whole. */
  protected override subscribe(id: number | undefined, params: readonly string[]): readonly SocketAct[] {
    if (!this.operation()) return this.refuse(id, "INVALID_ARGUMENT: too many operations on this connection");
    const topics: HeldAccountTopic[] = [];
    for (const param of new Set(params)) {
      const topic = heldTopic(this.#face, this.#account, param);
      if (topic === undefined) return this.refuse(id, `INVALID_ARGUMENT: invalid event : ${param.slice(0, 40)}`);
      topics.push(topic);
    }
    return [say("ack", this.acceptance(id)), ...topics.map((topic): SocketAct => ({ kind: "hold-account", topic }))];
  }
}

export class PrivateSocketV2 extends SocketV2 {
  readonly #account: AccountView;

  constructor({ address, exchange, options, account }: PrivateParts) {
    super(address, exchange, options);
    this.#account = account;
  }

  account(topic: HeldAccountTopic, step: AccountStep): readonly OutFrame[] {
    return stepFrames("v2", topic, step);
  }

  protected override subscribe(channel: string, _held: ReadonlyMap<string, HeldTopic>): readonly SocketAct[] {
    if (!this.operation()) return refuseV2(channel, "429", "Too many operations on this connection");
    const topic = heldTopic("v2", this.#account, channel);
    if (topic === undefined) return refuseV2(channel, "40020", "Parameter channel is invalid");
    return [say("ack", JSON.stringify({ event: "subscribed", channel })), { kind: "hold-account", topic }];
  }
}
