import type { Seed } from '#sandbox/store/seed-target.ts';

/** One row more than a bulk page. */
export const BIG_PRODUCTS = 200_001;

export const seed: Seed = (target) => {
  function* products() {
    for (let n = 1; n <= BIG_PRODUCTS; n++)
      yield { Product_Name: `Product ${n}`, Unit_Price: n / 4, Product_Active: n % 2 === 0 };
  }
  target.insert('Products', products());
  target.insert('Accounts', [{ Account_Name: 'One' }]);
};
