import { type LogLine, type Tone } from "#apps/terminal/model/event-log";
import { timeOfDayText } from "#apps/terminal/view/number-text";

export interface LogRow {
  readonly time: string;
  readonly tone: Tone;
  readonly text: string;
}

/** The last lines, newest first, at most `rowCount`. */
export function logView(lines: readonly LogLine[], rowCount: number): readonly LogRow[] {
  return lines
    .slice(-rowCount)
    .reverse()
    .map(({ time, tone, text }) => ({ time: timeOfDayText(time), tone, text }));
}
