import type { Sentences } from '#server-functions/shared/messages/format-message.ts';

/** What only the command line says; everything else comes from the shared sentences. */
export const CLI_SENTENCES: Sentences = {
  'cli.noAccountRows': 'The file has a header and no account below it. Export the file again.',
  'cli.noCommand': 'No command is given. Write one of {known}; --help shows all.',
  'cli.unknownCommand': 'The command "{found}" is unknown. Write one of {known}; --help shows all.',
  'cli.unknownOption': 'The option is unknown. --help shows all options.',
  'cli.unexpectedArgument': 'The argument "{found}" belongs to no option. Put paths with spaces in quotation marks.',
  'cli.optionMissing': 'The option is missing: {meaning}.',
  'cli.valueMissing': 'The option needs a value: {meaning}.',
  'cli.optionTwice': 'The option is given twice. Give it once.',
  'cli.notANumber': '"{value}" is no whole number from {from} to {to}.',
  'cli.notADay': '"{value}" is no day of the calendar. Write a day as yyyy-mm-dd.',

  'cli.notAStep': '"{value}" is no step. Write one of: {steps}.',
  'cli.notBefore': '"{value}" is not before the day of --as-of. Write an earlier day.',
  'cli.tooManyDays':
    '{days} days are more than the {most} that one history holds. Write a later --from, or a longer --every.',
  'cli.unknownAccount': 'No account inside the global criteria is called "{account}". Write its id as the files do.',
  'cli.basketsNameNobody':
    'Baskets without buyers say what goes together, not who buys next or when. Leave the option out, or use a recipe with accounts and deals.',
  'cli.basketQuoted': 'The basket has a quotation mark. Write product names without quotation marks and separators.',
  'cli.basketTooLong': 'The line is too long for a basket. Check the file and its separator.',
  'cli.noBaskets': 'The file has no basket. Export it again.',
  'cli.laterRecordsDecide':
    'Records that came later decide the labels of {accounts} accounts ({technique}), so a back-test would prove nothing. Date deals by their completion, and leave out criteria that know what came later.',
  'cli.windowNotOver':
    'The latest deal that is won in the files is of {latest}, the window lasts until {until}: if the files end there, revenue of its rest is missing. An earlier --as-of, or fewer --days, has all of it.',
  'history.deletedRecords':
    'Records that were deleted, merged or created since cannot be told apart from those of the day.',
  'history.notBackDated': 'Labels of {technique} are not made for earlier days.',
  'history.stagesOfToday':
    'Stages of deals are those of today ({technique}): a deal that was won then and has another stage now does not count.',
  'history.contactsOfToday':
    'Contacts count for the account that they belong to today ({technique}), and what they sent or answered as it stands today.',
  'history.fieldsOfToday':
    'These fields have the values of today[ ({technique})]: {fields}. What they held on the day is not known.',

  'cli.textColumnsMissing':
    'The header lacks: {missing}. It has: {found}. Texts are read from the columns id and text, and lang where there is one: rename them in the header.',
  'cli.repeatedIds':
    'Rows of {file} whose id stands in a row before: {count}, first "{id}" in line {line}, as in line {before}. Their verdicts are told apart by the order of rows alone; give each its own id.',
  'cli.textsWithoutId': 'Rows of {file} without an id: {count}, first in line {line}. Give each its own id.',
  'cli.notALanguage':
    '"{value}" in the column lang is no language. Write en or es or another code of ISO 639, or leave it empty: then it is detected.',
  'cli.longTexts': 'Texts of which only the first {most} characters were read: {count}.',
  'cli.noExport':
    "The file is not in the data folder. Without --recipe the folder holds Zoho CRM's own exports; a folder of other files needs a recipe that describes them (recipes/ holds some).",
  'cli.noTextSources':
    'The settings name no source of texts for voice of the customer; add "sources", as recipes/texts/ has them.',
  'cli.blankTexts': 'Records without a word in the columns that are read, which count as no text: {count}.',
  'cli.undatedTexts': 'Texts without a date, which cannot count: {count}.',
  'cli.undatedRecords': 'Records of touch points without a date, which cannot count: {count}.',
  'cli.touchesOfNobody': 'Touch points that belong to no account and no contact that was read: {count}.',
  'cli.textsOfNobody': 'Texts that belong to no account that was read: {count}. A note on a deal belongs to none yet.',
  'cli.textsAfterAsOf': 'Texts dated after the as-of day, which do not count: {count}.',
  'cli.tooFewTexts': 'Accounts with fewer than {least} texts in the window, which get no label of voice: {count}.',
  'cli.noContacts':
    'No contacts.csv is written: the recipe names no file of contacts. Add "contacts" to it, as recipes/zoho-export-full.recipe.json does.',
  'mapping.moduleMissing':
    'The recipe names no file of {role}; what needs them is left out. To bring them, add "{role}" to the recipe, as recipes/zoho-export-full.recipe.json does.',
  'cli.fileMissing': 'There is no such file. Check the path given to {option}.',
  'cli.folderMissing': 'There is no such folder. Check the path given to {option}.',
  'cli.notAFile': 'This is not a file. Name a file with {option}.',
  'cli.notAFolder': 'This is not a folder. Name a folder with {option}.',
  'cli.notReadable': 'It cannot be read ({reason}). Check its permissions.',
  'cli.notWritable': 'It cannot be written ({reason}). Name another folder with --out, or make room.',
  'cli.notUtf8': 'The file is not UTF-8 text. Save it as UTF-8.',
  'cli.noCompetitors': 'The file names no competitor. Write one name a line, or leave --competitors out.',
  'cli.tooManyCompetitors': 'The file names more than {limit} competitors. Shorten it.',
  'cli.outIsData': 'The results would overwrite the data. Name another folder with --out.',
  'cli.fileExists': 'The file exists already. Name another file with --out, or remove it.',
  'cli.noOrders':
    'No deal is won (stages: {stages}), belongs to an account and has a date, so there is nothing to learn from. Check the stages of the recipe, or --as-of.',
  'cli.wonOfNobody': 'Won deals that belong to no account and are left out: {count}.',
  'cli.wonWithoutDay': 'Won deals without a date, which are left out: {count}.',
  'cli.unknownProducts': 'Lines that name no known product, whose deals still count as purchases: {count}.',
  'cli.linesOfNoDeal': 'Lines of a deal that the file of deals does not hold, which are left out: {count}.',
  'cli.linesWithoutProduct': 'Lines without a product, which are left out: {count}.',
  'cli.noClosingDate': 'The deals have no date field {field} in the recipe. Name the column of the completion date.',
  'cli.noDealProducts':
    'The recipe does not say where the products of a deal stand. Add "dealProducts" (a file of line items, or a column that lists them), or a reference of the deals to the products.',
  'cli.fewerPlaces':
    'There are {products} products, which all fit into the usual {most} places: models are compared on the first {k}. Give --k for others.',
  'cli.everyProductFits':
    'All {products} products fit into the first {k} places, so every model finds everything and recall says nothing. Give a smaller --k.',
  'cli.bandsOnly':
    'Fewer accounts have bought ({buyers}) than the {least} that percentages need: the column "band" says low, medium or high instead, the thirds of each type. Bands of different types do not compare.',
  'cli.rulesExample':
    'recipes/example.scoring-rules.json shows what such a file holds. Fields are those of the recipe, as "crm:Industry".',
  'cli.noLeads': 'There are no leads in CSV files; their scoring rules are left out.',
  'cli.noMapping': 'No settings can be proposed before these are mended.',
};
