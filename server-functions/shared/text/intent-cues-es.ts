import type { Cues } from './intent-cues.ts';

/** The turns of phrase of Spanish: usted, tú, vos and vosotros, Spain and America, and what sales people note of a visit. */
export const SPANISH_CUES: Cues = [
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
  [
    'they-ask',
    'query',
    /\b(?:pregunt(?:a|o|an|aron|aba|aban|ando)|consult(?:a|o|an|aron|aba)|(?:quiere|quieren|queria|querian|interesad[oa]s? en|curiosidad por) saber|(?:tiene|tienen|tenia|tenian|queda|surgio|asalta) (?:la |una |el )?(?:duda|pregunta|inquietud))\b/,
  ],
  [
    'they-wish',
    'request',
    /\b(?:pid(?:e|en|io|ieron)|solicit(?:a|o|an|aron)|(?:quiere|quieren|desea|desean|necesita|necesitan) que|exig(?:e|en|io)|me encarg(?:a|an|o)|le encargo que|que (?:alguien|el|la|los) (?:\w+ ){1,3}(?:venga|traiga|llame|deje|entre|pase|descargue|avise))\b/,
  ],
  [
    'you-all',
    'request',
    /\b(?:[a-z]{2,}[aei]d)(?:me|nos|le|les|lo|la|los|las)\b|\b(?:poned|traed|decid|venid|haced|enviad|mandad|pasad|dejad|cambiad|subid|bajad|quitad|retirad|revisad|avisad|llamad|dad|arreglad)\b/,
  ],
  [
    'they-fume',
    'complaint',
    /\b(?:se (?:quejo|quejan|queja|quejaron|siente[n]? (?:estafad|enganad|defraudad|abandonad|ignorad)\w+)|(?:esta|anda|estan|andan|muy|cliente|dueñ[oa]|encargad[oa]) (?:muy |bastante )?(?:molest|enoj|disgust|furios|dolid|enfadad|indignad)\w+|reclaman?|reportan?|inconformidad|(?:echa|echan) chispas|que (?:trina|arde|muerde)|no (?:cabe|caben) de (?:rabia|coraje))\b/,
  ],
  [
    'they-praise',
    'praise',
    /\b(?:hablan? (?:maravillas|muy bien|bien)|no (?:para|deja|cabe)n? de (?:hablar bien|alabar|elogiar|presumir|content[oa]|gozo)|qued(?:o|aron|amos) (?:muy )?(?:encantad|feliz|felices|fascinad|maravillad|satisfech|content)\w*|nos recomend(?:o|aron|aba)|agradece[n]? (?:la|el|lo|que)|me salv(?:o|aron)|nos salv(?:o|aron|aste))\b/,
  ],
  [
    'they-leave',
    'cancellation',
    /\b(?:no (?:va|van|vamos|voy) a (?:seguir|renovar|continuar|prorrogar|sembrar|necesitar)|se (?:va|van|dan|da) (?:de baja|con otr\w+|al vencer)|(?:anula|anulan|anulo|anularon|retira|retiran|entrega|entregan|dejan) (?:el|la|los|las|su)\b|se ech(?:o|aron) (?:para )?atras|marcha atras|dej(?:ar|aremos|en) (?:vencer|sin)|no sigue[n]? con|no (?:me|nos) (?:manden|traigan|envien|renueven|cobren) mas|no mas \w+|ya no (?:me|nos) (?:manden|traigan|envien|hace|hacen)|(?:quisiera|quiero|queremos|querria) (?:devolver|regresar|salir\w*)|(?:la|lo|las|los|le) devuelvo|devuelvo (?:la|el|los|las)|prescind\w+|paren? (?:el|la))\b/,
  ],
  [
    'they-buy',
    'purchase',
    /\b(?:autoriz\w+ la compra|se decid(?:io|ieron) por|(?:quiere|quieren|queremos|quiero) (?:comprar|otr[oa]s?|que (?:le|les|me|nos) (?:presupuest|cotic)\w+|contratar)|se (?:queda|quedan|lleva|llevan)|(?:pon|apunt|anot|agend|apart|separ|reserv|guard)(?:a|e|en|ad|ga|gan)?(?:me|nos) (?:\d+|un|una|dos|tres|cuatro|otr\w+|la|el|los|las|con)\b|me (?:lo |la |los |las )?(?:llevo|quedo)|repit\w+ (?:el|mi)|lo mismo (?:de|que)|a (?:como|cuanto) (?:el|la|los|las|me|sale)|cotic\w+|presupuest(?:e|en|emos)\w*|sum(?:a|e|en|ame|enos) \w+|ocupo (?:\d+|un|una|dos|tres|otr\w+)|te compro|les compro|otr[oa]s (?:\d+|dos|tres|diez|doce|veinte|cien|mil)|\w+ mas,? (?:por favor|porfa))\b/,
  ],
  [
    'automatic',
    'other',
    /\b(?:mensaje automatico|respuesta automatica|hemos recibido su|(?:le|lo) (?:responderemos|atenderemos)|gracias por (?:comunicarse|escribir\w*|contactar\w*)|folio|ticket \d+|no contestan?|(?:le )?deje (?:mensaje|recado)|retom[oa]r?|seguimiento|lo (?:hablo|comento|consulto|hablara|consultara) con|ya no hace falta|no hace falta|olvid(?:enlo|alo|elo)|visite (?:a|la|el)|me encuentro de)\b/,
  ],
  [
    'ironic',
    'complaint',
    /^\W*(?:que (?:bien|maravilla|bonito|detalle|casualidad|lujo)|genial|estupendo|fantastico|perfecto|bravo|felicidades|felicitaciones|como no|muy bonito)\b.*\b(?:otra vez|otr[oa]|suben?|de nuevo|justo|sigo|seguimos|no (?:hay|funciona|llega|abre)|caid[oa]|retras\w+|asi (?:da gusto|si|cualquiera))\b/,
  ],
];
