/** Columns of orders with their products, one row a product: 28 bytes. Rows of one order lie together. */
export const PURCHASE_COLUMNS = { order: 'order', account: 'account', day: 'day', product: 'product' } as const;
