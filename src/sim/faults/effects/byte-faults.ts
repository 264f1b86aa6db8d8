// Faults below the WebSocket frame. Only the real server can commit them; in virtual time an order for one is refused.

import { choiceParameter, type FaultKind, type FaultSettings, numberParameter } from "#sim/faults/fault-kind";
import { matchingSockets } from "#sim/faults/fault-target";
import { type ByteStrike, type FaultEffect } from "#sim/faults/fault-types";

/** Strikes one matching socket. */
function onOneSocket(strike: () => ByteStrike): FaultEffect {
  return {
    strike(scene) {
      const matching = matchingSockets(scene);
      const one = matching[scene.random.integer(0, Math.max(0, matching.length - 1))];
      return one?.strikeBytes(strike()) ?? false;
    },
  };
}

/** Strikes in the place of the next data frame. */
function inPlaceOfAFrame(strike: (text: string) => ByteStrike): FaultEffect {
  return {
    frame: (frame, { socket }) =>
      frame.topic !== undefined && socket.strikeBytes(strike(frame.text)) ? { emit: [], done: true } : undefined,
  };
}

const resetMidFrame: FaultKind = {
  name: "reset-mid-frame",
  ids: ["N8"],
  at: "bytes",
  life: "once",
  words: "The connection is reset in the middle of a frame.",
  parameters: {},
  begin: () => inPlaceOfAFrame((text) => ({ kind: "reset-mid-frame", text })),
};

const slowFrame: FaultKind = {
  name: "slow-frame",
  ids: ["N7"],
  at: "bytes",
  life: "once",
  words: "A frame trickles, and what follows waits behind it.",
  parameters: { bytesPerSecond: numberParameter(20, [5, 200], "How fast.") },
  begin: (settings: FaultSettings) =>
    inPlaceOfAFrame((text) => ({ kind: "slow-frame", text, bytesPerSecond: Math.max(1, settings.number("bytesPerSecond")) })),
};

const hugeFrame: FaultKind = {
  name: "huge-frame",
  ids: ["N10"],
  at: "bytes",
  life: "once",
  words: "A frame is far larger than any client should take.",
  parameters: { bytes: numberParameter(16_777_216, [5_000_000, 100_000_000], "Its size.") },
  begin: (settings) => onOneSocket(() => ({ kind: "huge-frame", bytes: Math.min(settings.number("bytes"), 209_715_200) })),
};

const compressionBomb: FaultKind = {
  name: "compression-bomb",
  ids: ["N11"],
  at: "bytes",
  life: "once",
  words: "A compressed frame of some kilobytes that unfolds to many megabytes, whether or not compression was agreed.",
  parameters: { bytes: numberParameter(99_614_720, [10_000_000, 99_614_720], "Its unfolded size.") },
  begin: (settings) => onOneSocket(() => ({ kind: "compression-bomb", bytes: Math.min(settings.number("bytes"), 209_715_200) })),
};

const PACKED = ["gzip", "raw-deflate", "corrupt-gzip"] as const;

const packedFrame: FaultKind = {
  name: "packed-frame",
  ids: ["N14"],
  at: "bytes",
  life: "once",
  words: "A data frame comes packed, as some venues do by agreement: gzip, raw deflate, or gzip that is broken.",
  parameters: { form: choiceParameter(PACKED, "How it is packed.") },
  begin: (settings) =>
    inPlaceOfAFrame((text) => ({
      kind: "packed-frame",
      text,
      form: PACKED.find((form) => form === settings.choice("form")) ?? "gzip",
    })),
};

const FORMS = ["utf-8", "reserved-opcode", "masked", "long-control"] as const;

const invalidFrame: FaultKind = {
  name: "invalid-frame",
  ids: ["N13"],
  at: "bytes",
  life: "once",
  words: "A frame breaks RFC 6455: text that is no UTF-8, a reserved opcode, a masked server frame, or a control frame over 125 bytes.",
  parameters: { form: choiceParameter(FORMS, "Which rule it breaks.") },
  begin: (settings) =>
    onOneSocket(() => ({ kind: "invalid-frame", form: FORMS.find((form) => form === settings.choice("form")) ?? "utf-8" })),
};

/** Faults of bytes. */
export const BYTE_FAULTS: readonly FaultKind[] = [resetMidFrame, slowFrame, hugeFrame, compressionBomb, packedFrame, invalidFrame];
