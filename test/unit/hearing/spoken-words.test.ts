/** When a turn is over, and what only accompanies, in other languages than English; and in one nobody wrote words for. */
import { describe, expect, it } from 'vitest';
import { isBackchannel } from '../../../agents/hearing/backchannel.ts';
import { type EndpointingReason, requiredSilenceMs } from '../../../agents/hearing/endpointing.ts';
import { initialTurnState, step } from '../../../agents/hearing/turn-machine.ts';
import { neededSilence } from '../../../agents/hearing/turn-utterance.ts';

const why = (text: string, language: string, asked = false) =>
  requiredSilenceMs(text, { baseMs: 300, asked, patienceMs: 0, language }).why;

const ENDS: Record<string, [EndpointingReason, string[]][]> = {
  de: [
    [
      'statement',
      ['Ich rufe Sie morgen an', 'Machen Sie das Licht aus', 'Ich weiß nicht was das ist', 'Ich möchte das'],
    ],
    [
      'unfinished',
      [
        'Ich möchte',
        'Ich hätte gern',
        'und',
        'Ich brauche eine',
        'Das ist für',
        'Meine Nummer ist',
        'Können Sie mir bitte',
        'Ich komme, weil',
      ],
    ],
    ['filler', ['ich hätte gerne ähm', 'Moment mal']],
    ['quick', ['Auf Wiederhören', 'Wie bitte']],
    ['short', ['Nein danke', 'Stopp']],
    ['question', ['Wann haben Sie geöffnet?']],
    ['verb-question', ['Mein Name ist Martin', 'Ich heiße Anna']],
  ],
  fr: [
    ['statement', ["Je n'en veux pas", 'Moi aussi je viens demain', 'Ça va bien merci']],
    [
      'unfinished',
      ['Je voudrais', 'bonjour je cherche', 'C’est pour le', 'mon numéro est', "j'ai besoin", 'Pourriez vous'],
    ],
    ['filler', ['je voudrais euh', 'attendez']],
    ['quick', ['Au revoir', "C'est tout"]],
    ['short', ['Non merci']],
    ['question', ['Vous ouvrez à quelle heure ?']],
  ],
  es: [
    ['statement', ['No lo sé de verdad', 'Creo que no', 'Quiero ese']],
    ['unfinished', ['Quisiera', 'Hola, quiero', 'Es para la', 'mi número es', 'Me podría', 'Llamo porque']],
    ['filler', ['quisiera eh']],
    ['quick', ['Adiós', 'Nada más']],
    ['short', ['No, gracias', 'Pare']],
    ['question', ['¿Qué hora es?']],
  ],
  it: [
    ['statement', ['Non lo so proprio', 'Voglio questo']],
    ['unfinished', ['Vorrei', 'È per la', 'il mio numero è', 'Mi può', 'Chiamo perché']],
    ['filler', ['vorrei ehm']],
    ['quick', ['Arrivederci']],
    ['short', ['No, grazie']],
    ['question', ['Che ore sono?']],
  ],
  pt: [
    ['statement', ['Acho que não', 'Quero esse', 'Vou embora']],
    ['unfinished', ['Gostaria', 'É para o', 'o meu número é', 'Pode me', 'Liguei porque']],
    ['filler', ['queria hum']],
    ['quick', ['Tchau', 'Até logo']],
    ['short', ['Não, obrigado']],
    ['question', ['Que horas são?']],
  ],
  nl: [
    ['statement', ['Ik bel u morgen op', 'Doe het licht uit', 'Ik wil dat']],
    ['unfinished', ['Ik wil graag', 'Het is van', 'mijn nummer is', 'Kunt u mij', 'Ik bel omdat']],
    ['filler', ['ik wil graag eh']],
    ['quick', ['Tot ziens', 'Nog een keer']],
    ['short', ['Nee, dank u']],
    ['question', ['Hoe laat is het?']],
  ],
};

describe('when a turn is over', () => {
  for (const [language, groups] of Object.entries(ENDS))
    for (const [reason, texts] of groups)
      it.each(texts)(`in ${language}, ${reason}: %s`, (text) => expect(why(text, language)).toBe(reason));

  it('an answer to a question is short in the language it was asked in, and alone a beginning', () => {
    for (const [language, answer] of [
      ['de', 'Ja'],
      ['fr', 'Bien sûr'],
      ['es', 'Claro'],
      ['it', 'Certo'],
      ['pt', 'Sim'],
      ['nl', 'Zeker'],
    ] as const) {
      expect(why(answer, language, true)).toBe('short');
      expect(why(answer, language)).toBe('fragment');
      expect(why(answer, 'en', true)).not.toBe('short');
    }
  });
  it('numbers being dictated are waited for in every language', () => {
    expect(why('null eins sieben', 'de')).toBe('dictation');
    expect(why('zéro six douze', 'fr')).toBe('dictation');
    expect(why('0 1 7', 'pl')).toBe('dictation');
  });
  it('a language without words goes by marks and silence, and by no words of English', () => {
    expect(why('Chciałbym zamówić', 'pl')).toBe('statement');
    expect(why('Kiedy jest otwarte?', 'pl')).toBe('question');
    expect(why('chciałbym,', 'pl')).toBe('unfinished');
    expect(why('co to on', 'pl')).toBe('statement');
    expect(why('what is it on', 'en')).not.toBe('statement');
  });
});

describe('what only accompanies', () => {
  it.each([
    ['de', 'ach so'],
    ['de', 'ja genau'],
    ['fr', "d'accord"],
    ['fr', 'ah oui je vois'],
    ['es', 'ya veo'],
    ['it', 'ho capito'],
    ['pt', 'pois é'],
    ['nl', 'ja precies'],
    ['pl', 'mhm'],
  ])('in %s: %s', (language, text) => expect(isBackchannel(text, language)).toBe(true));
  it.each([
    ['de', 'nein das ist falsch'],
    ['de', 'stopp'],
    ['fr', 'arrêtez'],
    ['es', 'pare'],
    ['it', 'basta'],
    ['pt', 'pare'],
    ['nl', 'stop'],
    ['pl', 'yeah'],
    ['de', 'yeah right'],
  ])('in %s is something said: %s', (language, text) => expect(isBackchannel(text, language)).toBe(false));
});

it('the turn machine goes by the language of who has the call', () => {
  let state = initialTurnState({ language: 'en' }, 0);
  state = step(state, { type: 'final', text: 'auf wiederhören' }, 10).state;
  expect(neededSilence(state).why).toBe('statement');
  state = step(state, { type: 'language', language: 'de' }, 20).state;
  expect(neededSilence(state).why).toBe('quick');
});
