// The terminal as an output device: a fixed frame rate, one write a frame at most, and no write at all while the terminal has not taken
// the last one. It owns the alternate screen and gives the normal one back as it was.

import { CellBuffer } from "#apps/terminal/screen/cell-buffer";
import { frameDiff } from "#apps/terminal/screen/frame-diff";
import { type ColourDepth } from "#apps/terminal/screen/palette";
import { type Clock, type Timer } from "#core/port";

/** What the screen needs of a stream; `process.stdout` has it. */
export interface TerminalOutput {
  readonly columns?: number;
  readonly rows?: number;
  /** False when the bytes wait; `drain` follows. */
  write(text: string): boolean;
  on(event: "drain" | "resize", handle: () => void): unknown;
  off(event: "drain" | "resize", handle: () => void): unknown;
}

/** Alternate screen, no cursor, no wrapping at the right edge. */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
/** Ends a synchronized frame that a crash may have left open, wipes ours (some windows keep parts of it after a resize), and undoes `ENTER`. */
export const LEAVE = "\u001b[?2026l\u001b[0m\u001b[2J\u001b[?7h\u001b[?25h\u001b[?1049l";

const FRAMES_PER_SECOND = 16;
const FALLBACK_COLUMNS = 80;
const FALLBACK_ROWS = 24;
/** No window needs more; a stream that claims more is cut. */
const COLUMNS_MAX = 500;
const ROWS_MAX = 300;

export interface ScreenOptions {
  readonly output: TerminalOutput;
  readonly colour: ColourDepth;
  readonly clock: Clock;
  /** Draws the whole picture into an empty buffer. Called at most once a frame. */
  readonly paint: (buffer: CellBuffer) => void;
}

/** Shows what `paint` draws until it is left. */
export class Screen {
  readonly #options: ScreenOptions;
  #shown: CellBuffer | undefined = undefined;
  #timer: Timer | undefined = undefined;
  #entered = false;
  #waiting = false;
  /** Frames that were not drawn because the terminal had not taken the one before. */
  skippedFrames = 0;

  constructor(options: ScreenOptions) {
    this.#options = options;
  }

  /** Takes the terminal over and starts drawing. Does nothing when it has it. */
  enter(): void {
    if (this.#entered) return;
    this.#entered = true;
    this.#shown = undefined;
    const { output } = this.#options;
    output.on("drain", this.#drained);
    output.on("resize", this.#resized);
    this.#write(ENTER);
    this.#frame();
  }

  /** Gives the terminal back. Safe to call twice, and from an exit handler. */
  leave(): void {
    if (!this.#entered) return;
    this.#entered = false;
    this.#timer?.cancel();
    const { output } = this.#options;
    output.off("drain", this.#drained);
    output.off("resize", this.#resized);
    output.write(LEAVE);
    this.#waiting = false;
  }

  readonly #drained = (): void => {
    this.#waiting = false;
  };

  /** The old picture means nothing in a window of another size. */
  readonly #resized = (): void => {
    this.#shown = undefined;
  };

  #frame(): void {
    if (!this.#entered) return;
    this.#timer = this.#options.clock.after(1_000 / FRAMES_PER_SECOND, () => this.#frame());
    if (this.#waiting) {
      this.skippedFrames += 1;
      return;
    }
    const { output, paint, colour } = this.#options;
    const columns = Math.min(COLUMNS_MAX, output.columns || FALLBACK_COLUMNS);
    const rows = Math.min(ROWS_MAX, output.rows || FALLBACK_ROWS);
    const next = new CellBuffer(columns, rows);
    paint(next);
    const bytes = frameDiff(this.#shown, next, colour);
    this.#shown = next;
    if (bytes !== "") this.#write(bytes);
  }

  #write(text: string): void {
    if (!this.#options.output.write(text)) this.#waiting = true;
  }
}
