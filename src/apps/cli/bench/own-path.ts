import { type Consumer, CpuMeter } from "#apps/cli/bench/consumer";
import { BENCH_SYMBOL, connectOwnPath, viewText } from "#assemblies/self-benchmark";
import { type VenueConnection } from "#client/api";

/** A watch as users have it, with a callback that reads the best prices at every update. */
export function ownPath(
  connect: (address: string) => Promise<VenueConnection> = connectOwnPath,
  instrument: string = BENCH_SYMBOL,
): Consumer {
  return async (task, clock) => {
    const connection = await connect(task.address);
    const watch = connection.watchBook(instrument, { depth: 50, deliver: "every" });
    const meter = new CpuMeter(clock);
    let updates = -1;
    let best = 0;
    const report = await new Promise<ReturnType<CpuMeter["end"]>>((resolve, reject) => {
      connection.on("status", (event) => {
        if (event.kind === "gap" || event.kind === "stale" || event.kind === "failed")
          reject(new RangeError(`The book met ${event.kind}.`));
      });
      watch.onEach((view) => {
        best = (view.bestBid?.price.units ?? 0) + (view.bestAsk?.price.units ?? 0);
        updates += 1;
        if (updates === task.warmup) meter.begin(updates);
        if (updates === task.messages) resolve(meter.end(updates, viewText(view)));
      });
    });
    await connection.close();
    return best > 0 ? report : { ...report, book: "" };
  };
}
