/** A plain yes and a plain no in the languages agents speak, and what is neither: half of them, irony, "yes, but". */
import { describe, expect, it } from 'vitest';
import { ANSWER_WORDS } from '../../../agents/acting/approvals/answer-words.ts';
import { consentIn } from '../../../agents/acting/approvals/caller-consent.ts';
import { spokenAnswer } from '../../../agents/acting/approvals/spoken-answer.ts';

interface Said {
  yes: string[];
  no: string[];
  neither: string[];
  /** "but", and other words that take a yes back. */
  more: string[];
}
const SAID: Record<string, Said> = {
  en: {
    yes: ['Yes.', 'yes please', 'sure, go ahead'],
    no: ['No thanks.', 'rather not', 'never mind'],
    neither: [
      'yes, that is what I asked, but no',
      'yes that is what I said',
      'ja',
      'oui',
      'yes I said no',
      'no yes',
      'guess',
    ],
    more: ['but', 'except', 'unless'],
  },
  de: {
    yes: [
      'Ja.',
      'ja bitte',
      'Ja, gerne.',
      'ja, machen Sie das',
      'Genau.',
      'auf jeden Fall',
      'In Ordnung, danke.',
      'Einverstanden',
      'natürlich',
      'naturlich',
      'klar',
      'Ja, das passt mir.',
      'ähm ja',
      'das stimmt',
    ],
    no: [
      'Nein.',
      'nein, lieber nicht',
      'Nein danke.',
      'bitte nicht',
      'Auf keinen Fall!',
      'nee',
      'lieber doch nicht',
      'vergessen Sie es',
      'das stimmt nicht',
      'natürlich nicht',
      'Stopp',
      'ich habe es mir anders überlegt',
      'ganz und gar nicht',
    ],
    neither: [
      'ja?',
      'bitte?',
      'bitte',
      'danke',
      'Ja, aber am Montag.',
      'ja nein',
      'nein, ja',
      'ja, wenn es geht',
      'ja ja',
      'ja ja, schon gut',
      'na ja',
      'ach ja',
      'ja, das habe ich gefragt, aber nein',
      'doch',
      'vielleicht',
      'ich glaube ja',
      'ja halt',
      'gern nicht',
      'jahr',
      'ja wohl kaum',
      'wer hat ja gesagt',
      'nicht ja',
      'mach das bloß nicht gern',
      'yes',
      'Warum nicht?',
      'jain',
    ],
    more: ['aber', 'außer', 'nur', 'wenn', 'Montag'],
  },
  fr: {
    yes: [
      'Oui.',
      "d'accord",
      'D’accord, merci.',
      'oui, allez-y',
      'Bien sûr',
      'bien sur',
      'tout à fait',
      'Oui, c’est ça.',
      'volontiers',
      'oui oui',
      'je confirme',
      'Oui, je veux bien, merci.',
    ],
    no: [
      'Non.',
      'non merci',
      'Non, surtout pas !',
      'pas du tout',
      'bien sûr que non',
      "pas d'accord",
      'laissez tomber',
      "j'ai changé d'avis",
      'arrêtez',
      'je ne veux pas',
      'certainement pas',
      "Non, pas aujourd'hui.",
    ],
    neither: [
      'oui ?',
      'Oui, mais demain.',
      'oui et non',
      'merci',
      'Merci bien.',
      'si',
      'mon nom',
      'nom',
      'ouïe fine',
      "c'est bon",
      'mais oui',
      'peut-être',
      'oui, si vous voulez',
      'oui, non',
      'allez-y pas',
      'je ne dis pas oui',
      "oui c'est ce que j'ai demandé mais non",
      'pourquoi pas',
      'qui a dit oui',
      'yes',
    ],
    more: ['mais', 'sauf', 'demain', 'si'],
  },
  es: {
    yes: [
      'Sí.',
      'si',
      'sí, por favor',
      'Claro que sí',
      'vale',
      'Adelante, gracias.',
      'de acuerdo',
      'Sí, hágalo.',
      'por supuesto',
      'está bien',
    ],
    no: [
      'No.',
      'no, gracias',
      'Mejor no.',
      'claro que no',
      'no lo haga',
      'de ninguna manera',
      'déjelo',
      'ahora no',
      'que no',
      'he cambiado de opinión',
    ],
    neither: [
      '¿Sí?',
      'Sí, pero mañana.',
      'sí no',
      'gracias',
      'bueno',
      'ya',
      'cómo no',
      'si puede',
      'tal vez',
      'no sé',
      'nos vemos',
      'casi',
      'sí, es lo que pedí, pero no',
      'no digo que sí',
      'vale, no',
      'quién dijo sí',
      'yes',
    ],
    more: ['pero', 'salvo', 'mañana', 'cuando'],
  },
  it: {
    yes: [
      'Sì.',
      'si',
      'sì, grazie',
      'Certo che sì',
      'va bene',
      'd’accordo',
      'Sì, proceda.',
      'esatto',
      'confermo',
      'volentieri, grazie',
    ],
    no: [
      'No.',
      'no, grazie',
      'Meglio di no.',
      'certo che no',
      'assolutamente no',
      'non lo faccia',
      'lasci perdere',
      'non ora',
      'ho cambiato idea',
      'non va bene',
    ],
    neither: [
      'sì?',
      'Sì, ma domani.',
      'sì no',
      'grazie',
      'assolutamente',
      'va bene così',
      'forse',
      'se può',
      'non so',
      'nonna',
      'prego',
      'sì, è quello che ho chiesto, ma no',
      'chi ha detto sì',
      'non sì',
      'perché no',
      'yes',
    ],
    more: ['ma', 'però', 'domani', 'tranne'],
  },
  pt: {
    yes: [
      'Sim.',
      'sim, por favor',
      'Claro que sim',
      'com certeza',
      'pode fazer',
      'Está bem, obrigado.',
      'concordo',
      'isso mesmo',
      'sim, faça isso',
    ],
    no: [
      'Não.',
      'nao',
      'não, obrigada',
      'De jeito nenhum!',
      'claro que não',
      'agora não',
      'melhor não',
      'deixa pra lá',
      'mudei de ideia',
      'não faça isso',
    ],
    neither: [
      'sim?',
      'Sim, mas amanhã.',
      'sim não',
      'obrigado',
      'pois não',
      'pois sim',
      'pode ser',
      'tudo bem',
      'talvez',
      'e',
      'assim',
      'não sei',
      'sim, foi o que pedi, mas não',
      'quem disse sim',
      'pode não',
      'yes',
    ],
    more: ['mas', 'só', 'amanhã', 'se'],
  },
  nl: {
    yes: [
      'Ja.',
      'ja graag',
      'Ja hoor.',
      'doe maar',
      'dat is goed',
      'oké',
      'natuurlijk',
      'Ja, dat klopt.',
      'ga uw gang',
      'akkoord, dank u wel',
    ],
    no: [
      'Nee.',
      'nee, dank u',
      'Liever niet.',
      'doe maar niet',
      'laat maar',
      'natuurlijk niet',
      'dat klopt niet',
      'niet nu',
      'ik heb me bedacht',
      'nee hoor',
    ],
    neither: [
      'ja?',
      'Ja, maar morgen.',
      'ja nee',
      'dank u',
      'ja ja',
      'jaja',
      'nou ja',
      'misschien',
      'graag niet',
      'jaar',
      'nee ja',
      'ik denk het',
      'ja, dat vroeg ik, maar nee',
      'wie zei ja',
      'zeg geen ja',
      'waarom niet',
      'yes',
    ],
    more: ['maar', 'behalve', 'morgen', 'als'],
  },
};
const cases = Object.entries(SAID);
const all = (pick: (said: Said) => string[]) =>
  cases.flatMap(([language, said]) => pick(said).map((words): [string, string] => [language, words]));

describe('an answer in the language of the agent', () => {
  it('is tested for every language there are words for', () => {
    expect(Object.keys(SAID).sort()).toEqual([...ANSWER_WORDS.keys()].sort());
  });
  it.each(all(({ yes }) => yes))('in %s is a yes: %s', (language, said) =>
    expect(spokenAnswer(said, language)).toBe('yes'),
  );
  it.each(all(({ no }) => no))('in %s is a no: %s', (language, said) =>
    expect(spokenAnswer(said, language)).toBe('no'),
  );
  it.each(all(({ neither }) => neither))('in %s is neither: %s', (language, said) =>
    expect(spokenAnswer(said, language)).toBe('neither'),
  );

  it.each(cases)(
    'in %s is neither with a word more than that, or with both, however it is put together',
    (language, said) => {
      const plain = (words: string) => words.replace(/[.!?]+\s*$/, '');
      for (const word of said.more)
        for (const answer of said.yes) {
          expect
            .soft([answer, word, spokenAnswer(`${plain(answer)} ${word}`, language)])
            .toEqual([answer, word, 'neither']);
          expect.soft([word, answer, spokenAnswer(`${word} ${answer}`, language)]).not.toEqual([word, answer, 'yes']);
        }
      for (const yes of said.yes)
        for (const no of said.no)
          for (const both of [`${plain(yes)} ${no}`, `${plain(no)} ${yes}`, `${plain(yes)}, ${plain(no)}, ${yes}`])
            expect.soft([both, spokenAnswer(both, language)]).not.toEqual([both, 'yes']);
    },
  );
  it.each([...ANSWER_WORDS.entries()])('in %s has no phrase that is a yes and something else', (language, words) => {
    const phrases = (list = '') =>
      list
        .split('|')
        .map((phrase) => phrase.trim())
        .filter(Boolean);
    const others = new Set([...phrases(words.no), ...phrases(words.unclear), ...phrases(words.nothing)]);
    expect(phrases(words.yes).filter((phrase) => others.has(phrase))).toEqual([]);
    for (const phrase of phrases(words.yes))
      expect.soft([phrase, spokenAnswer(phrase, language)]).toEqual([phrase, 'yes']);
    for (const phrase of phrases(words.no))
      expect.soft([phrase, spokenAnswer(phrase, language)]).toEqual([phrase, 'no']);
  });
  it('counts the language, not the region, and where there are no words nothing is an answer', () => {
    expect(spokenAnswer('ja', 'de-AT')).toBe('yes');
    expect(spokenAnswer('sim', 'pt_BR')).toBe('yes');
    for (const language of ['ja', 'pl', 'multi', '', 'xx-YY'])
      for (const said of ['yes', 'no', 'ja', 'hai', 'tak']) expect(spokenAnswer(said, language)).toBe('neither');
  });
  it('is what a consent goes by', () => {
    const facts = {
      text: 'Ja, gerne.',
      language: 'de',
      source: 'speech' as const,
      fromAsked: true,
      afterReadBack: true,
      confidence: 0.9,
      nowMs: 0,
      expiresAtMs: 1_000,
    };
    expect(consentIn(facts)).toBe('yes');
    expect(consentIn({ ...facts, language: 'en' })).toBe('something-else');
    expect(consentIn({ ...facts, text: 'Nein, lieber nicht.' })).toBe('no');
    expect(consentIn({ ...facts, text: 'Ja, aber erst am Montag.' })).toBe('something-else');
  });
});
