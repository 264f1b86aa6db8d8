// Faults of the venue's own pings: one that wants its answer soon, answers that get lost, ids that nobody can make sense of, a flood.

import { TIMES } from "#sim/faults/effects/chain-faults";
import { onOneSocket } from "#sim/faults/effects/one-socket";
import { choiceParameter, type FaultKind, numberParameter } from "#sim/faults/fault-kind";
import { type SocketControl } from "#sim/faults/fault-types";

/** What a venue closes a socket with whose client does not answer. */
const SILENT_CLIENT = 1000;

const strictPing: FaultKind = {
  name: "strict-ping",
  ids: ["P24"],
  at: "socket",
  life: "once",
  words: "The venue asks for a sign of life, by its own ping or RFC 6455's, and closes the socket when the answer is late.",
  parameters: { withinMs: numberParameter(1_500, [1_300, 3_000], "How long it waits, the way there and back included.") },
  begin: (settings) => onOneSocket((socket) => socket.demandAnswer(settings.number("withinMs"), SILENT_CLIENT)),
};

const lostAnswers: FaultKind = {
  name: "lost-answers",
  ids: ["P24"],
  at: "socket",
  life: "once",
  words: "Answers to the venue's pings get lost until it closes the socket: LBank does after a minute.",
  parameters: { withinMs: numberParameter(60_000, [2_000, 8_000], "How long the venue waits.") },
  begin: (settings) =>
    onOneSocket((socket) => {
      socket.loseAnswers(settings.number("withinMs") + 1);
      socket.demandAnswer(settings.number("withinMs"), SILENT_CLIENT);
    }),
};

/** What stands where a ping's id is, as JSON. */
const ODD_IDS: Readonly<Record<string, string>> = {
  unknown: '"no-id-of-ours-\\u0000\\u001b[2J"',
  long: JSON.stringify("9".repeat(5_000)),
  object: '{"id":[1,{"deep":null}]}',
  null: "null",
  fraction: "-1.5e300",
};
const FORMS = ["unknown", "long", "object", "null", "fraction"] as const;
/** The id that is replaced: digits only, because some venues ask in numbers. */
const MARK = "4242424242";

/** The venue's ping with another id; where the venue has none, the shape that others have. */
function oddPing(socket: SocketControl, id: string): string {
  const text = socket.pingText(MARK) ?? `{"event":"ping","time":"${MARK}"}`;
  return text.replace(`"${MARK}"`, id).replace(MARK, id);
}

const oddPings: FaultKind = {
  name: "odd-ping",
  ids: ["P25"],
  at: "socket",
  life: "once",
  words: "A ping carries an id that is unknown, far too long, or no id at all.",
  parameters: { form: choiceParameter(FORMS, "What the id is.") },
  begin: (settings) => onOneSocket((socket) => socket.inject(oddPing(socket, ODD_IDS[settings.choice("form")] ?? "null"))),
};

const pingFlood: FaultKind = {
  name: "ping-flood",
  ids: ["P25"],
  at: "socket",
  life: "once",
  words: "The venue asks for a sign of life hundreds of times at once.",
  parameters: { times: TIMES, pings: numberParameter(500, [100, 1_000], "How many pings each time.") },
  begin: (settings) =>
    onOneSocket((socket) => {
      for (let at = 0; at < settings.number("pings"); at += 1) {
        const text = socket.pingText(String(5_000_000 + at));
        if (text === undefined) socket.ping();
        else socket.inject(text);
      }
    }),
};

/** Faults of pings. */
export const PING_FAULTS: readonly FaultKind[] = [strictPing, lostAnswers, oddPings, pingFlood];
