import { type CommandRun } from "#apps/cli/command-spec";
import { clientMessages } from "#apps/cli/decode/client-messages";
import { type Decoding, notUnderstood, type PayloadReader } from "#apps/cli/decode/decoded-line";
import { httpAnswers } from "#apps/cli/decode/http-answers";
import { venueMessages } from "#apps/cli/decode/venue-messages";
import { EXIT } from "#apps/cli/exit-codes";
import { textOf } from "#apps/cli/flag-value";
import { type Session } from "#apps/cli/session";
import { textLines } from "#apps/cli/values/text-lines";
import { readableVenue, wantedInterfaces } from "#apps/cli/venue-access";
import { type Venue } from "#assemblies/command-line";
import { UsageError } from "#core/error";
import { jsonLine, printable } from "#core/text/printable";

/** A payload longer than this is not read. */
const PAYLOAD_LENGTH_MAX = 16 * 1_024 * 1_024;

/** Says of every line on stdin what truebook understands of it, and ends with 10 when it did not understand one. */
export const run: CommandRun = async (request, session) => {
  const known = readableVenue(session, textOf(request.args[0]) ?? "");
  const read = payloadReader(await known.load(), session, {
    http: textOf(request.flags["http"]),
    fromClient: request.flags["from"] === "client",
  });
  const asTable = (await session.format()) === "table";
  if (session.input === undefined)
    throw new UsageError("no-input", "There is no stdin to read.", { hint: "Pipe payloads into it, one a line." });
  let line = 0;
  let missed = 0;
  const payloads = textLines(session.input, PAYLOAD_LENGTH_MAX);
  for (;;) {
    // Whoever ends the command does not have to end its input first.
    const next = await session.stop.orEnded(payloads.next());
    if (next === undefined || next.done === true) break;
    const payload = next.value;
    line += 1;
    if (payload.text.trim() === "") continue;
    const decoding = payload.cut ? notUnderstood("too-long", "The line is longer than 16 MiB.") : read(payload.text.trim());
    if (!decoding.understood) missed += 1;
    await session.out.line(asTable ? words(line, decoding) : jsonLine({ v: 1, kind: "decoded", line, ...decoding }));
  }
  return missed > 0 ? EXIT.findings : EXIT.ok;
};

function payloadReader(
  venue: Venue,
  session: Session,
  how: { readonly http: string | undefined; readonly fromClient: boolean },
): PayloadReader {
  const { description } = venue;
  const codecs = wantedInterfaces(session, description).map((each) => venue.market(each.product, each));
  const [first] = codecs;
  if (first === undefined) throw new UsageError("unknown-product", `${description.title} has nothing that truebook speaks.`);
  if (how.http !== undefined) return httpAnswers(how.http, codecs, { venue: description.id, clock: session.clock });
  return how.fromClient ? clientMessages(description, codecs) : venueMessages(description.id, first, session.clock);
}

/** A decoding for people: one line, events counted by kind. */
function words(line: number, decoding: Decoding): string {
  const unknown = decoding.unknownFields.length === 0 ? "" : `  unknown fields: ${decoding.unknownFields.join(", ")}`;
  if (!decoding.understood)
    return printable(
      `${line}  NOT UNDERSTOOD  ${decoding.error.message}${decoding.error.hint === undefined ? "" : ` ${decoding.error.hint}`}${unknown}`,
    );
  const events = decoding.events.slice(0, 5).map((event) => jsonLine(event));
  const more = decoding.events.length > 5 ? `  and ${decoding.events.length - 5} more` : "";
  return printable([`${line}  ${decoding.message}`, ...events].join("  ") + more + unknown);
}
