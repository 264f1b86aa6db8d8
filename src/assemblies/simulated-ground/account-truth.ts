// What a card about accounts compares with: the simulated account, and the words of the codec and the keeper that it judges.

export type { AccountHand, AccountWish } from "#assemblies/simulated-ground/account-hand";
export type { SimulatedAccount } from "#sim/accounts/simulated-account";
export type { SimulatedMarket } from "#sim/market/simulated-market";
export type { AccountKeeper, AccountStanding } from "#trading/account/account-keeper";
export type { AccountState } from "#trading/account/account-state";
export type { PrivateCall } from "#transport/private-call";
export type { CallOutcome } from "#transport/rest-call";
export type { AccountCodec, AccountPage, AccountReads, AccountRows } from "#venues/account";
export type { AccountFill, AccountOrder } from "#venues/account-dialect";
