/** Time zones of places that callers ask the time of. Pure data. */
const TABLE = `
Europe/London london england britain the uk scotland edinburgh manchester|Europe/Dublin dublin ireland|Europe/Paris paris france|Europe/Berlin berlin germany munich hamburg frankfurt|Europe/Madrid madrid spain barcelona|Europe/Rome rome italy milan
Europe/Vienna vienna austria|Europe/Zurich zurich switzerland geneva|Europe/Amsterdam amsterdam holland the netherlands|Europe/Brussels brussels belgium|Europe/Prague prague|Europe/Warsaw warsaw poland|Europe/Stockholm stockholm sweden|Europe/Oslo oslo norway
Europe/Copenhagen copenhagen denmark|Europe/Helsinki helsinki finland|Europe/Athens athens greece|Europe/Istanbul istanbul turkey|Europe/Moscow moscow russia|Europe/Kyiv kiev kyiv ukraine|Europe/Lisbon lisbon portugal|Europe/Budapest budapest hungary
America/New_York new york boston washington miami philadelphia atlanta|America/Chicago chicago dallas houston texas|America/Denver denver colorado|America/Phoenix phoenix arizona|America/Los_Angeles los angeles san francisco seattle california las vegas portland san diego
America/Toronto toronto montreal ottawa|America/Vancouver vancouver|America/Mexico_City mexico mexico city|America/Sao_Paulo sao paulo rio de janeiro brazil|America/Argentina/Buenos_Aires buenos aires argentina|Pacific/Honolulu hawaii honolulu|America/Anchorage alaska
Asia/Tokyo tokyo japan|Asia/Seoul seoul korea|Asia/Shanghai beijing shanghai china|Asia/Hong_Kong hong kong|Asia/Singapore singapore|Asia/Kolkata india delhi new delhi mumbai bangalore|Asia/Dubai dubai|Asia/Jerusalem jerusalem israel tel aviv|Asia/Bangkok bangkok thailand|Asia/Jakarta jakarta
Australia/Sydney sydney melbourne|Australia/Perth perth|Pacific/Auckland auckland new zealand|Africa/Cairo cairo egypt|Africa/Johannesburg johannesburg south africa cape town|Africa/Lagos lagos nigeria|Africa/Nairobi nairobi kenya|UTC utc greenwich
`;
/** Names of two words, which the table cannot tell from two names. */
const JOINED =
  /\b(the (?:uk|netherlands)|new (?:york|delhi|zealand)|los angeles|san (?:francisco|diego)|las vegas|mexico city|sao paulo|rio de janeiro|buenos aires|hong kong|tel aviv|south africa|cape town)\b/g;

const ZONES = new Map<string, string>();
for (const entry of TABLE.trim().split(/[\n|]/)) {
  const [zone = '', ...names] = entry.replace(JOINED, (name) => name.replaceAll(' ', '_')).split(' ');
  for (const name of names) ZONES.set(name.replaceAll('_', ' '), zone);
}

/** The zone of 'new york', or nothing. */
export const zoneOf = (place: string): string | undefined => ZONES.get(place) ?? ZONES.get(place.replace(/^the /, ''));

export const titled = (place: string) =>
  place.replace(/(^|\s)(?!of |de )([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
