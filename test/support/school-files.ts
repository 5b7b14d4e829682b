import { makeFolder } from './make-folder.ts';

/** A school: its products are courses. */
export const SCHOOL_RECIPE = {
  format: 'lodestar.recipe/1',
  name: 'School',
  currency: 'EUR',
  timeZone: 'Europe/Madrid',
  decimalSeparator: 'point',
  products: {
    file: 'products.csv',
    idColumn: 'code',
    nameColumn: 'title',
    fields: [{ column: 'price', field: 'Unit_Price', type: 'money' }],
  },
  deals: {
    file: 'orders.csv',
    idColumn: 'order',
    nameColumn: 'order',
    fields: [
      { column: 'customer', field: 'Account_Name', type: 'reference', to: 'accounts', by: 'name' },
      { column: 'state', field: 'Stage', type: 'choice' },
      { column: 'day', field: 'Closing_Date', type: 'date', dateFormat: 'yyyy-mm-dd' },
    ],
  },
  stages: { open: ['open'], won: ['paid'], lost: ['off'] },
};
const TITLES = ['Core Java', 'Advanced Java', 'Databases', '=cmd()'];
export const PRODUCTS = `code,title,price\n${TITLES.map((title, index) => `P${index + 1},${title},100`).join('\n')}\n`;

interface Course {
  readonly order: string;
  readonly customer: string;
  readonly state: string;
  readonly day: string;
  readonly products: readonly string[];
}

/** 30 customers take Core Java, then Advanced Java; Nora has only taken Core Java, and an order of hers was called off. */
const COURSES: readonly Course[] = [
  ...Array.from({ length: 30 }, (_, index) => {
    const customer = `Customer ${index}`;
    const day = String(1 + (index % 28)).padStart(2, '0');
    return [
      {
        order: `A${index}`,
        customer,
        state: 'paid',
        day: `2025-01-${day}`,
        products: index % 3 === 0 ? ['P1', 'P3'] : ['P1'],
      },
      { order: `B${index}`, customer, state: 'paid', day: `2025-03-${day}`, products: ['P2'] },
    ];
  }).flat(),
  { order: 'N1', customer: 'Nora', state: 'paid', day: '2025-03-02', products: ['P1'] },
  { order: 'N2', customer: 'Nora', state: 'off', day: '2025-03-20', products: ['P2'] },
];

export function courses(column: string, cell: (course: Course) => string): string {
  return `order,customer,state,day,${column}\n${COURSES.map((course) => `${course.order},${course.customer},${course.state},${course.day},${cell(course)}`).join('\n')}\n`;
}

/** The same orders, with their products in a file of lines, in a column of several, and (the first alone) as a lookup. */
export function schoolFolder(source: 'lineItems' | 'lookups' | 'lookup'): string {
  const lines = COURSES.flatMap(({ order, products }) => products.map((product) => `${order},${product}`)).join('\n');
  const dealProducts =
    source === 'lineItems'
      ? { kind: source, file: 'lines.csv', dealColumn: 'order', productColumn: 'product', by: 'id' }
      : { kind: source, column: 'courses', separator: ';', by: 'name' };
  const lookup = { column: 'course', field: 'Product_Name', type: 'reference', to: 'products', by: 'id' };
  const recipe =
    source === 'lookup'
      ? { ...SCHOOL_RECIPE, deals: { ...SCHOOL_RECIPE.deals, fields: [...SCHOOL_RECIPE.deals.fields, lookup] } }
      : { ...SCHOOL_RECIPE, dealProducts };
  const titleOf = (code: string): string => TITLES[Number(code.slice(1)) - 1] ?? '';
  return makeFolder({
    'recipe.json': JSON.stringify(recipe),
    'data/products.csv': PRODUCTS,
    'data/orders.csv':
      source === 'lookups'
        ? courses('courses', ({ products }) => products.map(titleOf).join(' ; '))
        : courses('course', ({ products }) => products[0] ?? ''),
    'data/lines.csv': `order,product\n${lines}\n`,
  });
}
