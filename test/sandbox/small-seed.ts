import type { Seed } from '#sandbox/store/seed-target.ts';

/** Small enough to compute by hand, odd enough to catch quoting, case and nulls. */
export const SMALL_ACCOUNTS = 300;
export const SMALL_DEALS = 900;

const NAMES = [
  'Acme, Inc.',
  'ACME "Labs"',
  'Ärztehaus Süd',
  'ärztehaus nord',
  "O'Neill 100%",
  'under_score',
  'two\nlines',
  ' spaced ',
];
const INDUSTRIES = ['Healthcare', 'Education', 'Retail', null] as const;
const STAGES = ['Closed Won', 'Closed Lost', 'Qualification', 'Negotiation/Review'] as const;
const DAY_MS = 86_400_000;

/** Deterministic by ordinal: no generator of random numbers stands between a test and its expectation. */
export const seed: Seed = (target) => {
  const rep = target.users.find((user) => user.key === 'rep')?.id ?? null;
  target.insert(
    'Accounts',
    range(SMALL_ACCOUNTS, (n) => ({
      Account_Name: n <= NAMES.length ? (NAMES[n - 1] ?? null) : `Account ${n}`,
      Industry: INDUSTRIES[n % 4] ?? null,
      Employees: n % 7 === 0 ? null : n * 10,
      Annual_Revenue: n % 5 === 0 ? null : n * 1000.5,
      Billing_Country: n % 3 === 0 ? null : n % 2 === 0 ? 'Germany' : 'Spain',
      Parent_Account: n % 10 === 0 ? target.recordId('Accounts', n - 1) : null,
      Description: `Line one of ${n}\nLine two, with a comma`,
      Owner: n % 2 === 0 ? rep : null,
      Created_Time: target.now - n * DAY_MS,
      Modified_Time: target.now - (n % 30) * DAY_MS,
    })),
  );
  target.insert(
    'Contacts',
    range(40, (n) => ({
      First_Name: `First ${n}`,
      Last_Name: `Last ${n}`,
      Email: `contact${n}@example.com`,
      Account_Name: target.recordId('Accounts', n),
      Email_Opt_Out: n % 2 === 0,
    })),
  );
  target.insert(
    'Products',
    range(5, (n) => ({
      Product_Name: `Product ${n}`,
      Product_Code: `P-${n}`,
      Unit_Price: n * 100,
      Product_Active: n !== 5,
    })),
  );
  target.insert(
    'Deals',
    range(SMALL_DEALS, (n) => ({
      Deal_Name: `Deal ${n}`,
      Account_Name: n % 9 === 0 ? null : target.recordId('Accounts', 1 + (n % SMALL_ACCOUNTS)),
      Contact_Name: n <= 40 ? target.recordId('Contacts', n) : null,
      Stage: STAGES[n % 4] ?? null,
      Amount: n % 11 === 0 ? null : n * 10.25,
      Closing_Date: `2025-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`,
      Currency: n % 3 === 0 && target.org.currencies.length > 1 ? 'EUR' : null,
      Modified_Time: target.now - n * 60_000,
    })),
  );
  target.insert(
    'Deal_Line_Items',
    range(100, (n) => ({
      Parent_Id: target.recordId('Deals', 1 + (n % 50)),
      Product_Name: target.recordId('Products', 1 + (n % 5)),
      Quantity: n % 4,
      List_Price: n * 3.5,
    })),
  );
  target.insert('Campaigns', [{ Campaign_Name: 'Spring', Status: 'Active' }]);
  target.insert(
    'Campaign_Members',
    range(3, (n) => ({
      Campaign: target.recordId('Campaigns', 1),
      Contact: target.recordId('Contacts', n),
      Member_Status: 'Sent',
    })),
  );
  target.insert(
    'Calls',
    range(4, (n) => ({
      Subject: `Call ${n}`,
      Call_Type: 'Outbound',
      Call_Start_Time: target.now - n * DAY_MS,
      Call_Duration: `0${n}:30`,
      Who_Id: target.recordId('Contacts', 1),
      What_Id: target.recordId('Accounts', 1),
    })),
  );
  target.insert('Notes', [{ Note_Title: 'First', Note_Content: 'Text', Parent_Id: target.recordId('Accounts', 1) }]);
  target.insert(
    'Emails',
    range(12, (n) => ({
      subject: `Mail ${n}`,
      content: `Body ${n} <b>`,
      from_email: 'ada@example.com',
      to_email: 'contact1@example.com',
      time: target.now - n * DAY_MS,
      sent: n % 2 === 0,
      status: 'opened',
      Who_Id: target.recordId('Contacts', 1),
      What_Id: target.recordId('Accounts', 1),
    })),
  );
};

function* range<T>(count: number, row: (n: number) => T): Generator<T, void, void> {
  for (let n = 1; n <= count; n++) yield row(n);
}
