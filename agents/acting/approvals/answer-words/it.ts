/** Words of a plain yes and a plain no: Italian. Data; what is not listed makes an answer unclear. */
import type { AnswerWords } from './lists.ts';

export const ITALIAN: AnswerWords = {
  yes: `
sì|si|certo|certo che sì|certamente|sicuro|sicuramente|naturalmente|ovviamente|va bene|mi va bene|d'accordo|sono d'accordo|ok|okay|
esatto|esattamente|giusto|è giusto|corretto|è corretto|perfetto|confermo|lo confermo|confermato|proceda|procedi|faccia pure|fai pure|
lo faccia|fallo|lo faccia pure|volentieri|con piacere|assolutamente sì|ne sono sicuro|ne sono sicura|sono sicuro|sono sicura
`,
  no: `
no|no grazie|non|mai|per niente|niente affatto|assolutamente no|certo che no|certamente no|meglio di no|preferisco di no|direi di no|
non ora|non adesso|adesso no|ora no|non ancora|non oggi|oggi no|annulla|annulli|annullare|lo annulli|lascia stare|lasci stare|
lascia perdere|lasci perdere|lasciamo stare|non farlo|non lo faccia|non lo fare|non voglio|non lo voglio|fermo|ferma|si fermi|fermati|
basta|stop|sbagliato|è sbagliato|non è giusto|non è corretto|non va bene|ho cambiato idea|macché|neanche per idea|neanche per sogno
`,
  nothing: `
per favore|per piacere|per cortesia|grazie|grazie mille|molte grazie|ehm|eh|oh|ah|beh|allora|dunque|signore|signora|signorina|ora|adesso|
per me|prego
`,
  unclear: `assolutamente|sì sì va bene`,
};
