// The door of what is kept on disk: `truebook/store`. Importing it loads no database driver; that comes with the first file.

export {
  openTickerStore,
  type SqlDriverName,
  type StoredTicker,
  type TickerQuery,
  type TickerStore,
  type TickerStoreCounters,
  type TickerStoreOptions,
} from "#assemblies/ticker-store";
