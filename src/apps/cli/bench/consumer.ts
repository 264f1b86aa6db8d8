// What a consumer of the benchmark is told, and what it tells. Each runs in a process of its own, because the processor's time is
// counted by process.

import { type Clock } from "#core/port";

export interface ConsumerTask {
  /** The source with its plan: `127.0.0.1:7000/lmex/40/flood:40000`. */
  readonly address: string;
  /** Changes that will come after the snapshot. */
  readonly messages: number;
  /** Of these, how many come before anything is counted: the engine compiles meanwhile. */
  readonly warmup: number;
}

export interface ConsumerReport {
  /** Processor time of the whole process, all its threads, for one message. */
  readonly cpuUsPerMessage: number;
  readonly messagesPerSecond: number;
  /** The book in the end, where the consumer keeps one. */
  readonly book: string | undefined;
  readonly rssBytes: number;
  /** Of the states that were measured, the share that was handed to the subscriber; 1 when left out. */
  readonly handedOut?: number;
}

/** A consumer resolves when the last message was handled. */
export type Consumer = (task: ConsumerTask, clock: Clock) => Promise<ConsumerReport>;

/** Counts the processor's time between two messages. */
export class CpuMeter {
  readonly #clock: Clock;
  #from: NodeJS.CpuUsage | undefined;
  #fromMessage = 0;
  #fromMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get running(): boolean {
    return this.#from !== undefined;
  }

  /** `message` is the number of the one just handled. */
  begin(message: number): void {
    this.#fromMessage = message;
    this.#fromMs = this.#clock.monotonic();
    this.#from = process.cpuUsage();
  }

  end(message: number, book: string | undefined): ConsumerReport {
    const used = process.cpuUsage(this.#from);
    const messages = message - this.#fromMessage;
    return {
      cpuUsPerMessage: (used.user + used.system) / messages,
      messagesPerSecond: (messages * 1_000) / (this.#clock.monotonic() - this.#fromMs),
      book,
      rssBytes: process.memoryUsage.rss(),
    };
  }
}
