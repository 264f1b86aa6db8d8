import { type Product } from "#core/instrument";

/** Whether what is known of a product's account can be believed, and when that was last proven. */
export interface AccountStatus {
  readonly product: Product;
  readonly state: "synced" | "resyncing" | "stale" | "refused";
  readonly reason: string | undefined;
  /** Since everything was last compared with the venue; undefined before the first time. */
  readonly ageMs: number | undefined;
  /** How each channel comes: pushed by the venue, asked for so often, or worked out from another one. */
  readonly channels: Readonly<Record<"orders" | "fills" | "positions" | "balances", string>>;
}
