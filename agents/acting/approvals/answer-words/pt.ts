/** Words of a plain yes and a plain no: Portuguese. Data; what is not listed makes an answer unclear. */
import type { AnswerWords } from './lists.ts';

export const PORTUGUESE: AnswerWords = {
  yes: `
sim|claro|claro que sim|com certeza|certo|está certo|tá certo|certamente|está bem|tá bem|está bom|tá bom|pode fazer|pode sim|
pode avançar|avance|faça|faça isso|faz isso|pode seguir|siga|de acordo|estou de acordo|concordo|confirmo|eu confirmo|confirmado|exato|
exatamente|correto|está correto|perfeito|isso mesmo|combinado|beleza|ok|okay|quero sim|eu quero|com prazer|tenho certeza|tenho a certeza
`,
  no: `
não|nao|não obrigado|não obrigada|de jeito nenhum|de forma alguma|de forma nenhuma|de modo nenhum|de maneira nenhuma|nunca|jamais|
agora não|ainda não|hoje não|melhor não|é melhor não|prefiro que não|prefiro não|claro que não|com certeza não|cancele|cancela|cancelar|
cancele isso|pare|pára|esqueça|esquece|esqueça isso|deixe|deixa|deixa estar|deixe estar|deixa pra lá|não faça|não faça isso|não faz isso|
não quero|não quero isso|errado|está errado|incorreto|não está certo|não está correto|não é isso|mudei de ideia|nada disso|nem pensar
`,
  nothing: `
por favor|se faz favor|faz favor|obrigado|obrigada|muito obrigado|muito obrigada|eh|hum|oh|ah|então|agora|senhor|senhora|para mim|pra mim
`,
  unclear: `pois|pois não|pois sim|tudo bem|pode ser|isso`,
};
