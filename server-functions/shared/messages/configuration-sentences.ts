/** Problems of configurations and of runs, in English: what is wrong, then what to do. `{name}` stands for a parameter. */
export const CONFIGURATION_SENTENCES: Readonly<Record<string, string>> = {
  'configuration.tooLarge':
    'The configuration has {bytes} bytes; {most} can be kept. Shorten the lists of values in its conditions.',
  'techniques.none': 'No technique is chosen. Add settings for at least one.',
  'labels.duplicateId': 'Two labels have the id "{id}". Give each its own.',
  'labels.duplicateName': 'Two labels are called "{name}" ({language}). Give each its own name.',
  'labels.blankName': 'The label "{id}" has no name in {language}. Add one.',

  'rfm.noProductSource':
    'Frequency should count products, but the deals have none mapped. Map them, or set frequencyOf to "deals".',
  'rfm.noBands': 'Manual scoring needs at least one band. Add bands, or set mode to "automatic".',
  'rfm.bandBeyondLevels': 'A band gives score {score}, but there are {levels} levels. Correct the score or the levels.',
  'rfm.duplicateBand': 'Two bands give score {score}. Join their ranges in one band.',
  'rfm.emptyRange': 'The range from {from} to {to} holds nothing. Write the smaller bound first.',
  'rfm.reversedScores': 'The scores from {min} to {max} are reversed. Write the smaller one first.',
  'rfm.scoresBeyondLevels': 'The scores {min} to {max} go beyond the {levels} levels of this metric. Correct them.',
  'rfm.tooFewAccounts':
    'Automatic {metric} with {levels} levels needs {needed} accounts with a purchase; there are {accounts}. Use manual bands, or fewer levels.',
  'rfm.totalTooLarge':
    "An account's {metric} is too large to be counted exactly. Check the amounts and quantities of its deals.",
  'rfm.fewAccounts': 'Only {accounts} accounts have a purchase; below {below}, read the scores with care.',
  'rfm.limitedConfidence': '{accounts} accounts have a purchase; the scores are fully dependable from {below}.',
  'rfm.noVariation': 'All accounts have the same {metric}: every one gets the middle score.',
  'rfm.fewDistinctValues':
    'There are only {distinct} different values of {metric} for {levels} levels: scores go by rank.',
  'rfm.extremeLevelFilled': 'Many accounts share the extreme {metric}: together they take that level.',
  'rfm.dealsWithoutAccount': '{count} contributing deals have no account that was read; they count for nobody.',
  'rfm.dealsWithoutDay': '{count} contributing deals have no date; they do not count.',
  'rfm.dealsAfterAsOf': '{count} contributing deals are dated after the as-of day; they do not count yet.',
  'rfm.dealsWithoutAmount':
    '{count} contributing deals have no amount; they count for recency and frequency and add 0.',
  'rfm.dealsWithoutUnits': '{count} contributing deals have no usable quantity; they count for recency and amount.',
  'firmographics.emptyLabel': 'No account has the label "{label}".',

  'criteria.unknownField': 'The field "{field}" does not exist. Correct its name.',
  'criteria.operatorNotForKind':
    'The field "{field}" ({kind}) cannot be compared by "{operator}". Choose another operator.',
  'criteria.notAnId': '"{value}" is no id of the CRM. Write the id of the record that "{field}" should point to.',
  'criteria.notADay': '"{day}" is no day of the calendar. Write a day as yyyy-mm-dd.',
  'criteria.reversedRange': 'The range from {from} to {to} is reversed. Write the smaller bound first.',
  'pattern.unexpectedCharacter':
    'The pattern holds "{found}" at position {position}. Write numbers, AND, OR and parentheses.',
  'pattern.unknownWord': 'The pattern holds the word "{found}" at position {position}. Write AND or OR.',
  'pattern.unknownCondition': 'The pattern names condition {found}, but there are {count}. Correct the number.',
  'pattern.unusedCondition': 'The pattern leaves out condition {condition}. Use it, or remove the condition.',
  'pattern.mixedWithoutParentheses': 'AND and OR stand side by side. Write {andFirst} or {orFirst}.',
  'pattern.endsTooEarly': 'The pattern ends too early. Add the missing condition.',
  'pattern.conditionExpected': 'A condition number should stand in place of "{found}" at position {position}.',
  'pattern.operatorExpected': 'AND or OR should stand before "{found}" at position {position}.',
  'pattern.unclosedParenthesis': 'The parenthesis at position {position} is not closed. Close it.',
  'pattern.unopenedParenthesis': 'The parenthesis at position {position} was never opened. Remove it.',

  'field.computed':
    'The field "{field}" is computed from the labels themselves and cannot decide them. Use another field.',
  'field.unknownTarget': 'There is no field "{field}" in {role}. Correct its name; write CRM fields as "crm:Api_Name".',
  'field.notMapped': 'The field "{field}" of {role} is not mapped. Map it, or use another field.',
  'field.moduleNotMapped': 'The field "{field}" belongs to {role}, which are not mapped. Map the module first.',
  'field.notInModule': 'The field "{apiName}" does not exist in {module}. Correct the mapping of "{field}".',
  'field.typeNotUsable':
    'The field "{apiName}" is of type {type}, which cannot be used here. Choose another field for "{field}".',
  'field.wrongKind': 'The field "{field}" is of kind {kind}; {expected} is needed here. Choose another field.',

  'mapping.moduleTwice':
    'The module {module} is mapped to {other} and to {role}. Choose another module for one of them.',
  'mapping.unknownTarget': '{role} have no target "{target}". Remove it or correct its spelling.',
  'mapping.requiredMissing': 'The required field "{target}" of {role} is not mapped in {module}. Map it.',
  'mapping.lookupMissing': 'No lookup leads from {from} to {to} (relation {relation}). Map the lookup field.',
  'mapping.productsUnmapped':
    'Products of deals come from {source}, but the products module is not mapped. Map it, or set dealProducts to none.',
  'mapping.moduleUnknown': 'The module {module} (for {role}) does not exist. Correct its name.',
  'mapping.moduleHidden':
    'The module {module} (for {role}) is hidden from the profile that reads. Give it access to the module.',
  'mapping.moduleMissing': 'No module was found for {role}. Choose one.',
  'mapping.fieldMissing': 'The field "{field}", mapped to "{target}", does not exist in {module}. Correct the mapping.',
  'mapping.sourceFieldMissing': 'The field "{field}" of {module} does not lead to {expected}. Correct dealProducts.',
  'mapping.typeRefused': 'The field "{field}" is of type {type}; "{target}" takes: {expected}. Map another field.',
  'mapping.lookupElsewhere':
    'The lookup "{field}" points to {module}; "{target}" needs one to {expected}. Map another field.',
  'mapping.lookupUndecided':
    'The lookup "{field}" cannot be judged before {role} have a module. Map that module first.',
  'mapping.roleUnmapped': 'There are no {role}; what needs them stays empty.',
  'mapping.noQuantity': 'Products of deals come without quantities; each counts once.',
  'mapping.stageTypesUnknown':
    'No stage of "{field}" is marked as won. Mark the stages, or say by criteria which deals contribute.',
  'mapping.subformWithoutProduct': 'The subform "{field}" has no lookup to products.',
  'mapping.subformWithoutDeal': 'The subform "{field}" has no lookup back to the deal.',

  'recommendations.bandsOnly':
    '{buyers} accounts have bought; under {needed} a purchase is said as low, medium or high instead of a percentage.',
  'recommendations.noProductSource':
    'Recommendations need to know which products a deal is about. Set dealProducts in the mapping, or leave recommendations out.',
  'recommendations.unknownProduct': 'Nobody has bought the product {product} yet. Watch another one.',
  'recommendations.emptyLabel': 'No account has the label "{label}". Loosen its conditions.',

  'engagement.halfProposed':
    'No publish has fixed the points at which the score is 50 yet: {half} were proposed from these accounts, so that the 90th percentile scores 90. Write them as "half" into the settings to keep them.',
  'engagement.nobodyHasPoints': 'No account has positive points in the window: every score is 0.',
  'engagement.noTouchPoints': 'No touch point was read: every score is 0.',
  'engagement.sourceMissing': 'The source "{source}" has no file {file} in the data folder; it is left out.',
  'engagement.columnsMissing': 'The file {file} lacks the columns {columns}; what they say is left out.',
  'engagement.withoutAccount': '{count} touch points belong to no account that was read; they count for nobody.',
  'engagement.afterAsOf': '{count} touch points are dated after the as-of day; they do not count yet.',
  'voice.noTexts': 'No text was read: no account has a label.',
  'voice.withoutAccount': '{count} texts belong to no account that was read; they count for nobody.',
  'voice.afterAsOf': '{count} texts are dated after the as-of day; they do not count yet.',
  'voice.tooFew': '{count} accounts have texts, but fewer than {least}: no label.',
  'voice.unknownKeyword': 'The keyword "{name}" is not watched. Add it to the keywords, or change the condition.',
  'voice.unknownCompetitor':
    'The competitor "{name}" is not in the list of competitors. Add it, or change the condition.',
  'engagement.scoreGap':
    'No label takes scores from {from} to {to}. Labels cover 0 to 100: move a bound, or add a label.',
  'sources.leadsElsewhere':
    'The field "{field}" of {module} leads to {found}, but {expected} is mapped. Leave the source out, or map {found}.',
  'touchPoints.fieldTwice': 'The field "{field}" stands twice in the recipe. Keep one of them.',
  'touchPoints.sourceTwice': 'Two sources have the id "{id}". Give each its own.',
  'touchPoints.unknownField':
    'The recipe does not list the field "{field}". Add it to "fields", or correct its spelling.',
  'touchPoints.wrongKind': 'The field "{field}" holds {kind}, but {expected} is needed here.',
  'touchPoints.nobody': 'The recipe names neither the contact nor the account of a record. Name at least one of them.',
  'touchPoints.unknownResponse': 'The channel {channel} has no response "{response}". Choose one of its responses.',
  'touchPoints.silenceIsDerived':
    'Silence on the channel {channel} is counted from messages without an answer. Remove the event.',
  'scoringRules.ruleTwice': 'Two scoring rules have the id "{id}". Give each its own.',
  'scoringRules.tooMany': 'There are {count} scoring rules of this kind for {module}; at most {most} are taken.',

  'run.noAccounts': 'There is no account in {module}. Check the data and the mapping.',
  'run.duplicateAccountIds':
    '{count} accounts have an id that another one has ({examples}). Remove the repeated rows and export again.',
  'run.fieldChanged': 'The field "{field}" of {module} was changed while the run was reading. Run again.',
  'run.fieldOfOtherKind': 'The field "{field}" should hold {kind}. Choose another field.',
  'run.productsNotCountable':
    'Products that come from {source} cannot be counted in a run. Set frequencyOf to "deals".',
  'run.productsNotReadable': 'Products that come from {source} cannot be read in a run. Map the line items of deals.',
  'run.notConfigured': 'There is no configuration yet. Publish one first.',
  'run.alreadyRunning': 'A run is going on. Wait until it has ended.',
  'run.hasEnded': 'The run has ended. Start a new one.',
  'run.changedMeanwhile': 'Somebody else changed the run at the same moment. Look again.',
  'run.asOfNotADay': 'The as-of day is no day of the calendar. Write it as yyyy-mm-dd.',
  'run.unknown': 'There is no such run.',
  'run.noAccountInside': 'None of the {accounts} accounts meets the global criteria.',
};
