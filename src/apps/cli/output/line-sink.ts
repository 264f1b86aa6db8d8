// The way out to stdout or stderr. A reader that is slow makes us wait (`write`) or lose counted lines (`offer`); a reader that went
// away ends the run quietly. Nothing is queued beyond the stream's own bounded buffer.

/** Bytes that may wait in a stream's buffer for a reader before `offer` gives up a line. */
const WAITING_BYTES_MAX = 4 * 1_024 * 1_024;

/** The part of a Node stream that a sink needs. */
export interface TextStream {
  write(text: string, done?: () => void): boolean;
  readonly writableLength: number;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  on(event: "drain" | "error" | "close", handle: (error?: Error & { code?: string }) => void): unknown;
}

/** One line at a time to a stream. */
export class LineSink {
  readonly #stream: TextStream;
  #closed = false;
  #waiting: (() => void)[] = [];
  readonly #onClosed: (() => void)[] = [];
  /** Lines that `offer` gave up because the reader was too slow. */
  drops = 0;

  constructor(stream: TextStream) {
    this.#stream = stream;
    stream.on("drain", () => this.#release());
    stream.on("close", () => this.#close());
    // EPIPE is how `| head` says that it has enough. Any other failure of our own output leaves nobody to tell it to.
    stream.on("error", () => this.#close());
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Columns of the terminal; 80 where there is none. */
  get columns(): number {
    return this.#stream.columns ?? 80;
  }

  /** Rows of the terminal; 24 where there is none. */
  get rows(): number {
    return this.#stream.rows ?? 24;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Calls back when the reader goes away; at once when it already has. */
  whenClosed(handle: () => void): void {
    if (this.#closed) handle();
    else this.#onClosed.push(handle);
  }

  /** Writes text as it is. Returns a promise to wait for when the reader is behind, else undefined. */
  text(text: string): Promise<void> | undefined {
    if (this.#closed) return undefined;
    if (this.#stream.write(text)) return undefined;
    return this.#closed ? undefined : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Writes a line, with its newline. Returns a promise to wait for when the reader is behind, else undefined. */
  line(text: string): Promise<void> | undefined {
    return this.text(`${text}\n`);
  }

  /** Writes a line unless too much is waiting already; a line that is lost is counted. For sources that cannot wait. */
  offer(text: string): boolean {
    if (this.#closed) return false;
    if (this.#stream.writableLength > WAITING_BYTES_MAX) {
      this.drops += 1;
      return false;
    }
    this.#stream.write(`${text}\n`);
    return true;
  }

  /** Resolves when everything written has left the process, or the reader has gone. */
  flush(): Promise<void> {
    if (this.#closed || this.#stream.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.whenClosed(resolve);
      this.#stream.write("", () => resolve());
    });
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    for (const handle of this.#onClosed.splice(0)) handle();
  }
}
