import type { VoiceIntent } from '#core/techniques/voice/verdict.ts';
import { SPANISH_CUES } from './intent-cues-es.ts';
import type { VoiceLanguage } from './words-of-language.ts';

/**
 * Turns of phrase that business mail uses over and over for one purpose. Each is a feature of the intent model, which weighs
 * them by the examples; none decides alone. Patterns see lower case without accents.
 */
export type Cues = readonly (readonly [name: string, intent: VoiceIntent, pattern: RegExp])[];

const ENGLISH: Cues = [
  ['ask', 'request', /\b(?:please|pls|kindly)\s+(?:do not\s+)?[a-z]+/],
  [
    'can-you',
    'request',
    /\b(?:can|could|would|will) (?:you|someone|somebody|anyone|your \w+)\b(?! (?:tell|explain|let me know|clarify|confirm (?:if|whether)))/,
  ],
  [
    'send',
    'request',
    /\b(?:send|forward|resend|share|provide|attach|email|return|submit) (?:me|us|over|the|a|an|your|it|them|along|back|this)\b/,
  ],
  [
    'change',
    'request',
    /\b(?:update|change|correct|amend|reset|add|remove|enable|activate|restore|reschedule|move|extend|merge|transfer|assign|install|set up|schedule|arrange|book|call)\b/,
  ],
  [
    'wish-for',
    'request',
    /\b(?:i|we)(?:'d| would)? (?:need|require|request|like to (?:request|schedule|arrange|change|receive|get|have)|want you|ask (?:you|that)|be grateful|appreciate)\b/,
  ],
  [
    'possible',
    'request',
    /\b(?:would|is) it (?:be )?possible to\b|\bi(?:'d| would) appreciate\b|\bwould you mind\b|\bmay (?:i|we) (?:have|ask for)\b|\bas soon as possible\b|\basap\b|\bat your earliest\b/,
  ],
  [
    'wh',
    'query',
    /^(?:\W*(?:hi|hello|and|so|also|or|just|but|dear \w+)[, ]+)*(?:what|when|where|which|who|whom|whose|why|how)\b.*\?/,
  ],
  [
    'aux',
    'query',
    /^(?:\W*(?:hi|hello|and|so|also|or|just|but)[, ]+)*(?:is|are|was|were|do|does|did|has|have|will|can i|can we|can it|can the|could i|could we|should|may i|would (?:it|this|that|the)|am i)\b.*\?/,
  ],
  [
    'know',
    'query',
    /\b(?:tell (?:me|us)|let (?:me|us) know|(?:like|want|need|love|curious|eager|interested) to (?:know|learn|find out|understand|hear)|wonder(?:ing)? (?:if|whether|how|what|when|why)|explain (?:how|what|why|whether)|clarify|more (?:information|details|info) (?:about|on|regarding)|information (?:about|on|regarding)|a question|question about|any (?:news|update|idea)|status of|not sure (?:how|what|whether|if)|advise (?:on|if|whether|how|what|when)|confirm (?:if|whether))\b/,
  ],
  [
    'howmuch',
    'query',
    /\bhow (?:much|many|long|often|far|soon|do|does|can|is|are|would|to)\b|\bwhat(?:'s| is| are)\b|\bdo you (?:offer|have|support|provide|ship|accept|sell|deliver|know)\b/,
  ],
  [
    'fault',
    'complaint',
    /\b(?:not work\w*|n't work\w*|broken|broke|crash\w*|defect\w*|fault\w*|damaged|wrong|error|errors|bug|bugs|fail\w*|down again|outage\w*|missing|late|delay\w*|overdue|slow|stuck|leak\w*|frozen|freezes)\b/,
  ],
  [
    'anger',
    'complaint',
    /\b(?:unacceptable|disappoint\w*|frustrat\w*|complain\w*|unhappy|dissatisf\w*|annoy\w*|fed up|rude|useless|terrible|horrible|awful|worst|poor|unprofessional|ridiculous|angry|outrage\w*|nightmare|waste of)\b/,
  ],
  [
    'unkept',
    'complaint',
    /\b(?:still (?:not|no|have(?:n't| not)|has(?:n't| not)|waiting|unresolved)|no (?:one|body|reply|answer|response|solution)|nobody|never (?:received|arrived|came|got|showed|called|answered|replied|works?)|has(?:n't| not) (?:arrived|been|come)|have(?:n't| not) (?:received|heard|been|got)|did(?:n't| not) (?:arrive|receive|work|help|show|come)|for the (?:second|third|fourth|fifth) time|again and again|overcharged|charged (?:twice|double)|(?:days|weeks|months|hours) (?:late|ago)|instead of)\b/,
  ],
  [
    'order',
    'purchase',
    /\b(?:place (?:an|the|our|another) order|quotation|(?:a|price|send us a) quote\b|quote (?:me|us)|offer for|proposal for|rent|hire|sign (?:us|me) up|put (?:me|us) down|(?:we|i)(?:'ll| will) take|decided to (?:go with|accept|buy|purchase)|chosen your|place a repeat|purchas\w*|buy|buying|bought|order (?:of|for|\d+|another|more|the|two|three|some)|to order|(?:our|the|a|new) po\b|purchase order|sign (?:the contract|up|today|this)|ready to (?:sign|buy|order|proceed|pay)|proceed|go ahead|move (?:forward|ahead)|accept (?:your|the)|green light|approved|subscribe to|upgrade|renew (?:our|the|my)|quote (?:is )?(?:accepted|approved)|add (?:\w+ )?more|additional (?:licen[cs]es|seats|users|units)|payment link|invoice us|bill us)\b/,
  ],
  [
    'want-n',
    'purchase',
    /\b(?:i|we)(?:'d| would|'ll| will)? (?:like|want|need|take|go (?:for|with)) (?:to (?:buy|order|purchase|get|add|renew|upgrade|subscribe|acquire|book|reserve|go|sign|extend) |\w+ more |\d+ |another )/,
  ],
  [
    'cancel',
    'cancellation',
    /\b(?:cease|scrap|revoke|any longer|take us off|pull(?:ing)? out|want out|back(?:ing|ed)? out of|out of the contract|not (?:going|want) to (?:renew|go on|continue)|cancel\w*|terminat\w*|unsubscrib\w*|discontinu\w*|opt out|close (?:my|our|the|this) account|deactivat\w*|call(?:ed)? off|withdraw\w*|void|downgrade)\b/,
  ],
  [
    'leave',
    'cancellation',
    /\b(?:not (?:to )?(?:renew|extend|continue|be renewing|be continuing|wish to (?:renew|extend|continue))|do(?:n't| not) (?:renew|want (?:it|the|this|to (?:renew|continue)))|won't (?:renew|be)|no longer (?:need|require|want|wish)|stop (?:the|our|my|all|charging|billing|sending)|end (?:our|my|the) (?:contract|subscription|service|agreement|membership|trial|plan)|ending (?:our|my|the)|notice (?:of|to)|switch(?:ing|ed)? to (?:another|a different|a new)|another (?:provider|supplier|vendor)|money back|leaving)\b/,
  ],
  [
    'thanks',
    'praise',
    /\b(?:thank(?:s| you)(?! in advance)|grateful|appreciate (?:your|the|how|all|it)|kudos|congratulations|well done|great (?:job|work|service|support|team|product|experience)|good (?:job|work)|keep (?:it )?up|compliments|hats off|impressed|love|loved|loves|amazing|excellent|fantastic|wonderful|outstanding|brilliant|perfect\w*|superb|delighted|thrilled|recommend|pleasure|very (?:happy|pleased|satisfied)|best (?:supplier|provider|tool|service|decision|product))\b/,
  ],
  [
    'inform',
    'other',
    /\b(?:out of (?:the )?office|on (?:leave|vacation|holiday)|attached (?:is|are|you)|please find|find attached|for your (?:information|records)|fyi|as (?:discussed|agreed|promised)|just to (?:let you know|confirm|inform)|we (?:will|are|have) (?:be )?(?:moving|moved|closed)|new (?:phone|address|number|office)|i (?:will|'ll) (?:be|get back|call|send|let you)|see you|noted|automatic\w*|looking forward|happy (?:new year|holidays)|merry)\b/,
  ],
  [
    'they-ask',
    'query',
    /\b(?:(?:asked|asks|asking|wonder(?:s|ed|ing)|curious|unsure|wants? to know|wanted to know|keen to (?:know|learn)) (?:\w+ ){0,3}(?:whether|if|how|what|when|where|which|who|whose|about)|(?:had|has|have) (?:a|one|the) question|question from)\b/,
  ],
  [
    'they-wish',
    'request',
    /\b(?:(?:asks?|asked|asking|requests?|requested|requesting|insists?|insisted) (?:that|us|you|for|to be|we)|(?:wants?|would like|needs?|wanted) (?:us|you|someone|somebody|a (?:copy|call|sample|visit)|the|his|her|their) )\b/,
  ],
  [
    'they-fume',
    'complaint',
    /\b(?:(?:customer|client|owner|buyer|manager|contact|boss|he|she|they) (?:is|are|was|were)? ?(?:very |rather |really |quite )?(?:upset|angry|livid|fuming|furious|unhappy|annoyed|fed up|not happy|grumbl\w+|complain\w+)|feels? (?:cheated|let down|abandoned|ignored|misled))\b/,
  ],
  [
    'they-praise',
    'praise',
    /\b(?:speaks? (?:very )?highly|sings? your praises|can't say enough|couldn't stop|nothing but (?:praise|good)|(?:is|are|was|were) (?:so |very |really )?(?:delighted|thrilled|over the moon|chuffed|grateful|full of praise)|(?:told|tells) me .{0,40}\b(?:best|finest|never (?:seen|had)|wonderful|great))\b/,
  ],
  [
    'they-leave',
    'cancellation',
    /\b(?:(?:won't|will not|not going to|don't plan to) (?:carry on|continue|renew|extend|be going)|(?:back|pull)(?:ed|ing|s)? out|gave (?:formal )?notice|giv(?:e|ing) (?:back|up)|hand(?:ing)? back|send(?:ing)? (?:it |them )?back|let (?:it|the \w+(?: \w+)?) (?:run out|lapse|expire)|want(?:s)? (?:out|to return)|is off\b|scrap(?:ping)?|surrender\w*|vacat\w+|no more \w+|take (?:me|us) off)\b/,
  ],
  [
    'they-buy',
    'purchase',
    /\b(?:(?:settled|decided) on|signed off|put (?:me|us|them|\w+ \w+) (?:down|on my)|same (?:again|order|as last)|i'll (?:take|have)|we'll (?:take|have)|verbal yes|budget (?:is )?approved|wants? (?:a (?:quote|proposal|price)|us to price|pricing|another)|price up|what would .{0,30}(?:come to|cost)|(?:our|your|their) best price|ship me|another \d+)\b/,
  ],
  [
    'automatic',
    'other',
    /\b(?:thank you for (?:contacting|writing|reaching out|your (?:message|enquiry|inquiry))|(?:message|request|ticket|inbox|mailbox) (?:has been|was|is|isn't) \w+|left (?:a )?(?:voicemail|word|message)|no answer|no (?:rush|hurry)|never mind|no need to|(?:will|they'll|he'll|she'll) (?:decide|talk it over|get back)|met (?:with )?(?:the|mr|mrs|ms)|follow-up in)\b/,
  ],
  [
    'ironic',
    'complaint',
    /^(?:\W*(?:oh|ah|well|wow))?\W*(?:great|brilliant|wonderful|fantastic|marvell?ous|lovely|perfect|congratulations|nice|super|love (?:paying|waiting|being|how|it when))\b.*\b(?:another|again|goes down|is down|yet|late|later|exactly what|just what|fail\w*|broken|crash\w*|waiting|price (?:hike|increase))\b/,
  ],
];

const CUES: Readonly<Record<VoiceLanguage, Cues>> = { en: ENGLISH, es: SPANISH_CUES };

/** The cues of a sentence as features; `folded` is the sentence in lower case without accents. */
export function cueFeatures(folded: string, language: VoiceLanguage): Map<string, number> {
  const found = new Map<string, number>();
  for (const [name, intent, pattern] of CUES[language]) {
    if (!pattern.test(folded)) continue;
    found.set(`=cue ${intent} ${name}`, 1);
    found.set(`=cue ${intent}`, 1);
  }
  if (found.size === 0) found.set('=cue none', 1);
  if (folded.includes('?')) found.set('=asked', 1);
  return found;
}
