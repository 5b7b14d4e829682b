import type { RfmDeals } from '#core/techniques/rfm/aggregate.ts';

const FIRST_CAPACITY = 65_536;

/** Contributing deals kept as columns until their line items are read: 40 bytes a deal. */
export class GrowingDeals {
  #length = 0;
  #id = new BigInt64Array(FIRST_CAPACITY);
  #account = new Int32Array(FIRST_CAPACITY);
  #day = new Int32Array(FIRST_CAPACITY);
  #amountMinor = new Float64Array(FIRST_CAPACITY);

  append(deals: RfmDeals): void {
    for (let row = 0; row < deals.length; row++) {
      if (deals.contributing[row] !== 1) continue;
      if (this.#length === this.#id.length) this.#grow();
      this.#id[this.#length] = deals.id[row]!;
      this.#account[this.#length] = deals.account[row]!;
      this.#day[this.#length] = deals.day[row]!;
      this.#amountMinor[this.#length] = deals.amountMinor[row]!;
      this.#length++;
    }
  }

  /** All of them as contributing, with no units yet. */
  toDeals(): RfmDeals {
    return {
      length: this.#length,
      id: this.#id,
      account: this.#account,
      day: this.#day,
      amountMinor: this.#amountMinor,
      units: new Float64Array(this.#length),
      contributing: new Uint8Array(this.#length).fill(1),
    };
  }

  #grow(): void {
    const capacity = this.#id.length * 2;
    const id = new BigInt64Array(capacity);
    const account = new Int32Array(capacity);
    const day = new Int32Array(capacity);
    const amountMinor = new Float64Array(capacity);
    id.set(this.#id);
    account.set(this.#account);
    day.set(this.#day);
    amountMinor.set(this.#amountMinor);
    this.#id = id;
    this.#account = account;
    this.#day = day;
    this.#amountMinor = amountMinor;
  }
}
