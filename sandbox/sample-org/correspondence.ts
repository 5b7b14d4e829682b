import type { Random } from './random.ts';

/** Sentences of customers and of Zylker's people; `{product}` is the deal's first product. English and Spanish. */
interface Texts {
  readonly outbound: readonly [Text, ...Text[]];
  readonly inbound: readonly [Text, ...Text[]];
  readonly notes: readonly [Text, ...Text[]];
}
type Text = readonly [subject: string, body: string];

const ENGLISH: Texts = {
  outbound: [
    [
      'Your quote for {product}',
      'Thank you for the time today. The quote for {product} is attached; it holds for thirty days.',
    ],
    ['Next steps', 'As agreed, our engineer can visit next week to look at the room for {product}.'],
    ['Training dates', 'We can train your team on {product} on two mornings this month. Which dates suit you?'],
    ['Renewal of {product}', 'Your plan ends soon. Renew before the end of the month and keep the present price.'],
    ['Case study', 'A clinic of your size cut its waiting time by a fifth with {product}. The two pages are attached.'],
    ['Checking in', 'I wanted to ask how {product} is working for your team.'],
  ],
  inbound: [
    ['Re: Your quote for {product}', 'The price is higher than we expected. Is there a discount for three units?'],
    ['Re: Next steps', 'We would like to order {product}. Please send the contract to our procurement.'],
    [
      'Problem with {product}',
      'The device has failed twice this week and nobody has called us back. This is not acceptable.',
    ],
    ['Question about {product}', 'Does it connect to our records system, or do we need another licence?'],
    ['Re: Checking in', 'The team is very happy with {product}, setup was quick and support answered at once.'],
    ['Re: Case study', 'We are also looking at an offer from Northgate Medical. What makes yours different?'],
    ['Invoice copy', 'Could you send us the last invoice again? Our accounting did not receive it.'],
    ['Re: Renewal of {product}', 'We will not renew this year, the budget was cut. Please call again in spring.'],
  ],
  notes: [
    ['Call summary', 'Budget is approved for the next quarter. Wants {product} before the audit.'],
    ['Competitor', 'Northgate Medical offered ten per cent less. They value our service more than the price.'],
    ['Champion left', 'Our main contact is moving to another hospital. Need to find out who takes over.'],
    ['Expansion', 'They are opening a second site and asked about {product} for it.'],
    ['Risk', 'Unhappy about two late deliveries. Promised a call from the service manager.'],
    ['Reference', 'Willing to be a reference customer for {product}.'],
  ],
};

const SPANISH: Texts = {
  outbound: [
    [
      'Presupuesto de {product}',
      'Gracias por su tiempo. Adjunto el presupuesto de {product}, válido durante treinta días.',
    ],
    [
      'Próximos pasos',
      'Como acordamos, nuestro técnico puede visitarles la semana que viene para ver la sala de {product}.',
    ],
    ['Renovación de {product}', 'Su plan termina pronto. Si renueva antes de fin de mes mantiene el precio actual.'],
    ['Fechas de formación', 'Podemos formar a su equipo en {product} dos mañanas de este mes. ¿Qué fechas prefieren?'],
    ['¿Qué tal todo?', 'Quería preguntarles cómo les funciona {product}.'],
  ],
  inbound: [
    ['Re: Presupuesto de {product}', 'El precio es más alto de lo que esperábamos. ¿Hay descuento por tres unidades?'],
    ['Re: Próximos pasos', 'Queremos pedir {product}. Envíen por favor el contrato a compras.'],
    ['Problema con {product}', 'El equipo ha fallado dos veces esta semana y nadie nos ha llamado. Es inaceptable.'],
    ['Consulta sobre {product}', '¿Se conecta con nuestro sistema de historias clínicas o hace falta otra licencia?'],
    [
      'Re: ¿Qué tal todo?',
      'El equipo está encantado con {product}; la instalación fue rápida y el soporte responde enseguida.',
    ],
    ['Re: Renovación de {product}', 'Este año no renovamos, han recortado el presupuesto. Llámennos en primavera.'],
  ],
  notes: [
    [
      'Resumen de la llamada',
      'El presupuesto está aprobado para el próximo trimestre. Quieren {product} antes de la auditoría.',
    ],
    ['Competencia', 'Northgate Medical ofrece un diez por ciento menos. Valoran más nuestro servicio.'],
    ['Ampliación', 'Abren un segundo centro y han preguntado por {product}.'],
    ['Riesgo', 'Descontentos por dos entregas tardías. Prometida llamada del jefe de servicio.'],
  ],
};

export interface Correspondence {
  readonly subject: string;
  readonly content: string;
}

/** One text of a kind. Accounts that speak neither language write English. */
export function drawText(random: Random, language: string, kind: keyof Texts, product: string): Correspondence {
  const [subject, body] = random.pick((language === 'es' ? SPANISH : ENGLISH)[kind]);
  return { subject: subject.replace('{product}', product), content: body.replace('{product}', product) };
}
