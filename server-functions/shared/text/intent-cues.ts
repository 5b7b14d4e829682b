import type { VoiceIntent } from '#core/techniques/voice/verdict.ts';
import type { VoiceLanguage } from './words-of-language.ts';

/**
 * Turns of phrase that business mail uses over and over for one purpose. Each is a feature of the intent model, which weighs
 * them by the examples; none decides alone. Patterns see lower case without accents.
 */
type Cues = readonly (readonly [name: string, intent: VoiceIntent, pattern: RegExp])[];

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
];

const SPANISH: Cues = [
  [
    'ask',
    'request',
    /\b(?:por favor|favor de|les? (?:ruego|pido|pedimos|rogamos|solicito|solicitamos|agradeceria|agradeceriamos|agradecere)|ruego|rogamos|solicit[oa]\w*|agradeceria\w*|serian? tan amables?|me ayud[ae]n?|nos ayud[ae]n?|ayud[ae]n?(?:me|nos))\b/,
  ],
  [
    'can-you',
    'request',
    /(?:¿|\b)(?:me |nos |lo |la )*(?:pued[ae]n?|podrian?|podrias|puedes|podria usted)\s+(?!(?:decir|explicar|aclarar|indicar|informar))[a-z]+/,
  ],
  [
    'send',
    'request',
    /\b(?:envi\w+(?:me|nos|melo|noslo)|envi(?:en|e|ar|arme|arnos)|mand(?:e|en|ar|eme|enme|enos|ennos|arme|arnos)\w*|reenvi\w*|compart(?:an|a|ir)\w*|facilit(?:e|en|ar)\w*|adjunt(?:e|en|ar)\b|remit(?:a|an|ir)\w*|proporcion(?:e|en|ar)\w*|pas(?:e|en|ar)(?:me|nos)\w*|devuelv\w+)\b/,
  ],
  [
    'change',
    'request',
    /\b(?:actualic\w+|actualizar|cambi(?:e|en|ar)\b|correg\w+|corrij\w+|restable\w+|agreg(?:ue|uen|ar)|anad(?:a|an|ir)|elimin(?:e|en|ar)|activ(?:e|en|ar)\b|recuper(?:e|en|ar)|reprogram\w+|ampli(?:e|en|ar)|transfer\w+|instal(?:e|en|ar)|configur(?:e|en|ar)|agend(?:e|en|ar)|program(?:e|en|ar)|organic\w+|reserv(?:e|en|ar)\b|llam(?:e|en|ar)(?:me|nos)|confirm(?:e|en|ar)(?:me|nos)?|revis(?:e|en|ar)|arregl(?:e|en|ar)|gestion(?:e|en|ar))\b/,
  ],
  [
    'need',
    'request',
    /\b(?:necesit(?:o|amos) (?:que|un|una|el|la|los|acceso|copia)|requer?imos|requiero|quier[oe]\w* que|quisiera (?:que|solicitar|cambiar|programar|recibir)|me gustaria (?:que|solicitar|programar|cambiar|recibir|agendar)|seria posible|lo antes posible|a la brevedad|cuanto antes|en cuanto pueda\w*|le importaria)\b/,
  ],
  [
    'wh',
    'query',
    /¿?\s*\b(?:que|cual|cuales|cuando|donde|quien|quienes|cuanto|cuanta|cuantos|cuantas|como|por que|para que|con quien|a que|en que|de que|hasta cuando|desde cuando|cada cuanto|para cuando)\b[^?]*\?/,
  ],
  ['mark', 'query', /^¿(?!(?:me|nos)?\s*(?:pued|podri|podria|serian|le importaria|nos conceden|me manda|me ayuda))/],
  [
    'know',
    'query',
    /\b(?:quer(?:ia|iamos|emos)|quisiera\w*|gustaria|quiero|necesito|deseo) (?:saber|conocer|entender|consultar|preguntar|informacion|mas informacion)|\b(?:me|nos) (?:pued[ae]n?|podrian?) (?:decir|explicar|aclarar|indicar|informar)|\bpodrian? (?:aclarar|explicar|indicar|decir)\w*|\b(?:una|la) (?:duda|consulta|pregunta)\b|\btengo (?:dudas|curiosidad)|\bno se (?:como|si|que|cual)\b|\binformacion (?:sobre|de|acerca)|\bmas (?:detalles|informacion)\b|\bestado de\b|\balguna novedad|\bhay novedades/,
  ],
  [
    'offer',
    'query',
    /¿\s*(?:tienen|tiene|ofrecen|hacen|hace|hay|es|son|esta|estan|existe|incluye|se puede|se pueden|puedo|podemos|cuentan|manejan|aceptan|dan|venden|admiten|funciona|saben|sabe|han|ha|sigue|vienen|viene|cubre|lo tienen|aun|ya)\b/,
  ],
  [
    'fault',
    'complaint',
    /\b(?:no (?:funciona\w*|sirve\w*|abre|carga|enciende|arranca|responde\w*|contesta\w*|coincide|encaja\w*|llego|ha llegado|han llegado|cumpl\w+)|rot[oa]s?|danad[oa]s?|defectuos[oa]s?|averia\w*|fall[ao]\w*|error\w*|equivocad[oa]s?|falt(?:a|an|aba|aban)\b|retras\w+|demora\w*|tarda\w*|lent[oa]s?|caid[oa]s?|se (?:cuelga|cierra|traba|congela|atasca|rompio|corta\w*)|dejo de funcionar|mal (?:estado|servicio)|esta mal|incorrect[oa]s?)\b/,
  ],
  [
    'anger',
    'complaint',
    /\b(?:inaceptable\w*|decepcion\w*|frustra\w*|quej\w+|reclam\w+|insatisfech\w*|descontent\w*|molest\w*|hart[oa]s?|groser\w*|inutil\w*|pesim\w*|horrible\w*|terrible\w*|peor\w*|indigna\w*|pesadilla|verguenza|perdida de tiempo|enga\w+|estafa\w*|desastre|lamentable\w*|antipatic\w*|maleducad\w*)\b/,
  ],
  [
    'unkept',
    'complaint',
    /\b(?:(?:sigo|seguimos|sigue|siguen) sin|todavia no|aun no|llev(?:o|amos) .{1,30}(?:esperando|sin)|nadie (?:nos|me|contesta|responde|llama|avis\w+|atiende|pidio|da)|nunca (?:lleg\w+|se presento|funcion\w+|respond\w+|contest\w+)|otra vez|de nuevo el mismo|por (?:segunda|tercera|cuarta) vez|cobr(?:aron|ado|o) (?:dos veces|de mas|doble)|prometi\w+|en lugar de|sin (?:respuesta|solucion|avisar|explicacion|resolver))\b/,
  ],
  [
    'order',
    'purchase',
    /\b(?:(?:orden|ordenes) de compra|hacer (?:un|el|otro|una) (?:pedido|compra)|compr(?:ar|aremos|amos|a|o|arlo|arla)\b|cotiz\w+|presupuesto (?:para|de)|oferta para|propuesta para|alquil\w+|optamos|hemos elegido|apunt(?:e|en)(?:me|nos)|inicien|decidido aceptar|queda aceptad\w+|repetir el pedido|apart(?:e|en)(?:me|nos)|adquirir|encarg(?:o|ar|amos)|contratar|suscribir\w*|firmar|aceptamos|acepto|(?:oferta|presupuesto|cotizacion|propuesta) (?:esta )?(?:aprobad|aceptad)\w+|procedan|proceder|sigamos adelante|luz verde|renovar|renueven|pedir \d+|pedido de \d*|pedimos \d+|nos quedamos con|me llevo|trato hecho|listos? para (?:firmar|comprar|pagar|avanzar)|enlace de pago|factur(?:en|enos|ennos)\w*|(?:unidades|licencias|usuarios|puestos|plazas) (?:mas|adicionales)|pasarme al plan|pasarnos al plan)\b/,
  ],
  [
    'want-n',
    'purchase',
    /\b(?:quier[oe]|queremos|quisiera\w*|deseo|deseamos|me gustaria|nos gustaria|necesitamos|interesad[oa]s? en|me interesa) (?:comprar|pedir|adquirir|contratar|encargar|renovar|suscribir\w*|ampliar el pedido|anadir|agregar|reservar|\d+|otr[oa]s?|hacer un pedido)\b/,
  ],
  [
    'cancel',
    'cancellation',
    /\b(?:sin efecto|saqu\w+ del|revocar|interrump\w+|por finalizad\w+|damos de baja|no (?:queremos|quiero|deseamos) seguir|cancel(?!acion de ruido)\w*|anul\w+|rescind\w*|rescision|dar(?:me|nos|se)? de baja|den de baja|la baja|dar de baja|desactiv\w+|cierr?en (?:mi|nuestra|la) cuenta|cerrar (?:mi|nuestra|la) cuenta|cierre (?:de|del)|desist\w+|suspend\w+|retir(?:en|ar|amos) (?:nuestro|el|mi)|termin(?:ar|en|amos|acion) (?:del?|el|la|con|nuestr\w*)?)\b/,
  ],
  [
    'leave',
    'cancellation',
    /\b(?:no (?:renov\w+|renueven|prorrogar|continuar\w*|vamos a (?:continuar|renovar|requerir|seguir)|deseamos (?:renovar|prorrogar|continuar|seguir)|quiero (?:renovar|continuar|seguir))|ya no (?:necesit\w+|quier\w+|requer\w+|lo|vamos|deseamos|queremos|nos)|dejar de (?:usar|cobrar|recibir|pagar)|dejen de|detengan|deteng\w+|(?:otro|nuevo|cambi\w+ de) proveedor|dar por terminad\w+|finaliz\w+|poner fin|salir del contrato|preaviso|cambie de opinion|devuelv\w+ (?:el|mi) dinero)\b/,
  ],
  [
    'thanks',
    'praise',
    /\b(?:gracias(?! de antemano)|agrade(?:cemos|zco|cid[oa]s?)|felicit\w+|felicidades|enhorabuena|bien hecho|buen trabajo|gran trabajo|excelente\w*|encant(?:a|o|an|ado|ada|ados|adas)|increible\w*|fantastic\w*|maravillos\w*|estupend\w*|perfect\w*|genial\w*|impresionad[oa]s?|satisfech[oa]s?|content(?:o|a|os|as|isim\w+)|recomend\w+|un placer|sigan asi|de maravilla|superad[oa]|mejor (?:proveedor|herramienta|servicio|decision|empresa|compra))\b/,
  ],
  [
    'inform',
    'other',
    /\b(?:fuera de la oficina|de vacaciones|adjunto (?:el|la|los|las|encontrar\w*|les?|remito)|para su informacion|tal como (?:hablamos|acordamos)|segun lo (?:acordado|hablado)|como (?:acordamos|hablamos)|les? inform\w+|nuevo (?:numero|telefono|correo)|nueva direccion|estare|quedo atent[oa]|quedamos atent[oa]s|nos vemos|tomo nota|automatic\w*|feliz (?:navidad|ano)|hasta (?:el|manana|luego)|le(?:s)? (?:llamare|escribire|dire|aviso|confirmo))\b/,
  ],
];

const CUES: Readonly<Record<VoiceLanguage, Cues>> = { en: ENGLISH, es: SPANISH };

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
