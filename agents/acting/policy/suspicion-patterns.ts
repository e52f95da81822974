/**
 * What instructions to an agent look like in content: orders to ignore, words addressed to an assistant, forged roles,
 * forged permission. In the languages most often met. Pure data; the texts searched are in lower case.
 */

export interface Pattern {
  reason: string;
  test: RegExp;
}

const IGNORE = 'it tells somebody to ignore instructions';
const ADDRESSED = 'it addresses an assistant';
const ROLE = 'it pretends to be another part of the conversation';
const PERMISSION = 'it claims that somebody has agreed, or need not be asked';

/** `within` letters may stand between the two; never a whole paragraph. */
const near = (first: string, second: string, within = 60): RegExp =>
  new RegExp(`(?:${first})[^\\n]{0,${within}}?(?:${second})`, 'u');

const ASSISTANT =
  '(?:(?:ai|voice|virtual|language|digital)[ -]?(?:assistant|agent|model)|assistant|\\bagent\\b|\\bai\\b|chatbot|\\bbot\\b|\\bllm\\b|language model|copilot|parley)';

export const PATTERNS: readonly Pattern[] = [
  {
    reason: ADDRESSED,
    test: /\b(?:say|answer|reply|respond) (?:only )?(?:with )?"[^"\n]{1,80}" and (?:then )?(?:call|run|execute|send|delete)\b/u,
  },
  {
    reason: IGNORE,
    test: near(
      '\\b(?:ignore|disregard|forget|override|bypass|discard|dismiss|drop|set aside|stop following|do not follow|pay no attention to)\\b',
      '\\b(?:instructions?|rules?|prompts?|guidelines?|polic(?:y|ies)|directions|orders|safety|restrictions|programming|guardrails|what you were told|everything (?:above|before)|all (?:of the )?above|(?:the )?(?:previous|prior|above) (?:text|message|context|conversation)s?)\\b',
    ),
  },
  {
    reason: IGNORE,
    test: near(
      '\\b(?:ignorier\\w*|vergiss\\w*|missachte\\w*|übergeh\\w*)',
      '(?:anweisung|regel|vorgabe|instruktion|befehl|richtlinie)',
    ),
  },
  {
    reason: IGNORE,
    test: near(
      '\\b(?:ignore[zr]?|oublie[zr]?|ne tiens? pas compte|ne tenez pas compte)\\b',
      '(?:instruction|consigne|règle|directive)',
    ),
  },
  {
    reason: IGNORE,
    test: near(
      '\\b(?:ignor[ae]\\w*|olvid[ae]\\w*|descart[ae]\\w*|dimentica\\w*|esque[çc]a\\w*|desconsider[ae]\\w*)\\b',
      '(?:instrucci|istruzion|instru[çc]|reglas?|regole|regras?|órdenes|ordini|ordens)',
    ),
  },
  {
    reason: IGNORE,
    test: near(
      '\\b(?:negeer|vergeet|zignoruj|ignoruj|zapomnij|ignorera|glöm|unohda|yok say|unut|görmezden gel)\\w*',
      '(?:instructie|regels|opdracht|instrukcj|polece|zasad|instruktion|regler|ohje|talimat|kural)',
    ),
  },
  {
    reason: IGNORE,
    test: near(
      '(?:игнорир|забуд|не обращай внимания|пренебрег|ігнору)\\p{L}*',
      '(?:инструкци|указани|правил|команд|інструкц)',
    ),
  },
  { reason: IGNORE, test: /(?:忽略|无视|無視|忘记|忘記)[^\n]{0,20}(?:指令|指示|规则|規則|说明|提示|命令)/u },
  { reason: IGNORE, test: /(?:指示|命令|ルール|指令)[^\n]{0,12}(?:無視|忘れ|従わない)/u },
  { reason: IGNORE, test: /(?:지시|명령|규칙|지침)[^\n]{0,16}(?:무시|잊)/u },
  { reason: IGNORE, test: /(?:تجاهل|انس|تغاضى)[^\n]{0,40}(?:التعليمات|القواعد|الأوامر|تعليمات)/u },
  { reason: IGNORE, test: /(?:निर्देश|नियम)[^\n]{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)/u },
  { reason: IGNORE, test: /(?:התעלם|התעלמי|שכח)[^\n]{0,40}(?:הוראות|הנחיות|כללים)/u },
  {
    reason: ADDRESSED,
    test: new RegExp(
      `(?:^|[\\n.!?:;"'(\\[<>*#|,–—-]) ?(?:dear |hey |hello |attention,? |note (?:to|for) (?:the |any |all )?|instructions? (?:to|for) (?:the |any |all )?|message (?:to|for) (?:the )?|to (?:the |any |all |whichever )?|attention (?:to )?)?${ASSISTANT}s?(?: (?:reading|processing|that reads|who reads|looking)[^\\n.,:]{0,30})?\\s*[,:!–—-]+\\s*(?:please|you|now|must|should|do|call|use|run|execute|send|delete|transfer|refund|book|cancel|remember|forget|tell|say|pay|issue|change|set|add|remove|approve|confirm|immediately|write|mail|e-?mail|forward|click|open|reply|answer|act|note|always|never|the (?:user|caller)|when|before|as|ignore|in order|it is|this)\\b`,
      'u',
    ),
  },
  {
    reason: ADDRESSED,
    test: new RegExp(
      `\\b(?:note|instructions?|message|reminder|notice|hint|task|orders?|attention|important) ?(?:to|for)?:? ?(?:the |any |all |every )?${ASSISTANT}s?\\b`,
      'u',
    ),
  },
  { reason: ADDRESSED, test: new RegExp(`\\bif you are (?:an? |the )?${ASSISTANT}`, 'u') },
  {
    reason: ADDRESSED,
    test: new RegExp(
      `\\b(?:the |any |every |an )?${ASSISTANT}s?(?: (?:reading|processing|seeing|viewing|parsing|that|who|which)[^\\n.,:;]{0,30})? (?:must|shall|should|has to|is (?:instructed|ordered|required|authori[sz]ed|expected) to|needs? to|will now|is to)\\b`,
      'u',
    ),
  },
  {
    reason: ADDRESSED,
    test: /\b(?:you are now|from now on,? you|your new (?:task|role|instructions?|goal|objective)|new (?:system )?instructions?\s*[:\n]|you must (?:now|immediately)|pretend (?:to be|you are)|act as (?:an? |the )?(?:admin|root|operator|developer|dan\b|unrestricted)|developer mode|jailbreak|system (?:prompt|override|message|instructions?|notice|directive)|hidden instructions?|before (?:answering|replying|responding|you answer|you reply|you respond)[^\n]{0,40}(?:call|use|run|execute|invoke|send)|(?:call|use|invoke|execute|run|trigger) the [\w ]{1,40}(?:tool|function)\b|(?:tool|function)[ _]call)/u,
  },
  {
    reason: ADDRESSED,
    test: /(?:sehr geehrter? |lieber? |hinweis (?:an|für) (?:die |den |das )?|anweisung (?:an|für) (?:die |den |das )?|an (?:die |den |das ))(?:ki|assistent|agent|sprachmodell|chatbot)|\b(?:ki|assistent)\s*[:,]\s*(?:bitte|du|sie|lösche|überweise|sende|rufe|führe|erstatte|buche|storniere)|du bist (?:jetzt|nun|ab sofort)|ab sofort (?:bist|sollst|musst) du|deine neue (?:aufgabe|rolle)/u,
  },
  {
    reason: ADDRESSED,
    test: /(?:cher |note (?:à|pour) l['’ ]?|instructions? (?:à|pour) l['’ ]?|message (?:à|pour) l['’ ]?)(?:assistant|agent|ia)\b|\bassistant\s*[:,]\s*(?:veuillez|appelle|supprime|envoie|rembourse|transfère|annule|exécute|tu )|tu es (?:maintenant|désormais)|vous êtes (?:maintenant|désormais)|à partir de maintenant,? (?:tu|vous)/u,
  },
  {
    reason: ADDRESSED,
    test: /(?:nota para el |instruccion(?:es)? para el |mensaje para el |querido |estimado |atención,? |caro |nota per l['’ ]?|istruzioni per l['’ ]?|instruções para o |nota para o )(?:asistente|agente|assistente|modelo|ia)\b|\b(?:asistente|assistente)\s*[:,]\s*(?:por favor|llama|borra|elimina|envía|reembolsa|transfiere|cancela|ejecuta|per favore|chiama|cancella|invia|rimborsa|esegui|apague|envie|reembolse|chame)|(?:ahora eres|eres ahora|a partir de ahora|ora sei|da ora in poi|agora você é|a partir de agora)/u,
  },
  {
    reason: ADDRESSED,
    test: /(?:ассистент|помощник|агент|модель)\s*[,:!]\s*(?:вызови|удали|отправь|переведи|верни|выполни|ты|немедленно|пожалуйста)|(?:теперь ты|ты теперь|с этого момента ты)|(?:asystencie|asystent)\s*[,:!]|teraz jesteś|(?:asistan|yapay zeka)\s*[,:!]|beste assistent|assistent,? (?:verwijder|stuur|bel|betaal)|je bent nu/u,
  },
  {
    reason: ADDRESSED,
    test: /(?:你现在是|从现在开始,?你|从现在起,?你|助手[,,::]|人工智能[,,::]|あなたは今|アシスタント(?:へ|さん|[、:：,])|aiアシスタント|어시스턴트[,:]|당신은 이제|أيها المساعد|المساعد\s*[:،,]|أنت الآن|सहायक\s*[,:]|अब आप|אתה עכשיו|לעוזר)/u,
  },
  {
    reason: ROLE,
    test: /<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id)[^>]{0,20}\|?>|\[\/?inst\]|<<\/?sys>>|<\/?(?:system|assistant|developer|tool_call|tool_result|tool_response|function_calls?|function_results?|instructions?|invoke|prompt)\b[^>]{0,80}>|"role"\s*:\s*"(?:system|assistant|developer|tool)"|"tool_calls"\s*:|"function_call"\s*:/u,
  },
  {
    reason: ROLE,
    test: /(?:^|\n) ?(?:#{1,6} ?|\*\*|={1,9} ?|-{1,9} ?|\[)?(?:system|developer|assistant)(?: (?:prompt|message|update|override))?(?:\*\*|\]| ?={1,9}| ?-{1,9})? ?:\s?(?:you\b|the (?:assistant|agent|user|caller)|ignore|new|override|from now|call|execute|always|never|the following|i (?:will|am)|approved|policy)/u,
  },
  {
    reason: ROLE,
    test: /\[\s*(?:a colleague wrote|not said by the caller)|\bend of (?:the )?(?:document|untrusted|user|tool|data)\b[^\n]{0,40}(?:\n[^\n]{0,80}){0,2}(?:instruction|system|assistant|operator)|\b(?:message|order|instruction|note|directive) from (?:the |your )?(?:operator|administrator|admin|developer|supervisor|system|console)\b|\b(?:operator|administrator|admin|supervisor|console)(?: [a-z]{2,15})?\s*(?:here|speaking|writes?|override|command|says)\b/u,
  },
  {
    reason: PERMISSION,
    test: /\b(?:caller|user|customer|client|operator|supervisor|manager|admin(?:istrator)?|colleague|owner|he|she|they)\b[^\n.]{0,20}\b(?:said yes|says yes|(?:has|have|had|is|was)?\s*(?:already |previously |fully )*(?:approved|confirmed|agreed|authori[sz]ed|consented|signed off|given (?:their |his |her )?(?:consent|approval|permission)))\b/u,
  },
  {
    reason: PERMISSION,
    test: /\b(?:no|without|skip|waive|don['’]?t (?:need|require)|does not (?:need|require)|not (?:needed|required)|bypass)\b[^\n.]{0,30}\b(?:confirmation|approval|permission|consent|verification|authori[sz]ation|read-?back)s?\b|\b(?:confirmation|approval|permission|consent)s? (?:is |are )?(?:not (?:needed|required|necessary)|waived|already given|granted)\b|\bpre-?(?:approved|authori[sz]ed)\b|\b(?:do not|don['’]?t|never|without) (?:ask|asking|tell|telling|mention|mentioning|inform|informing|notify|notifying|alert|alerting|consult|consulting)\b[^\n.]{0,25}\b(?:user|caller|customer|operator|anyone|anybody|them|him|her|person|human)\b/u,
  },
  {
    reason: PERMISSION,
    test: /(?:ohne (?:rückfrage|bestätigung|zu fragen|nachfrage|zustimmung)|bestätigung (?:ist )?nicht (?:nötig|erforderlich)|bereits (?:zugestimmt|genehmigt|bestätigt)|sans (?:confirmation|demander|autorisation|approbation)|(?:a|est) déjà (?:confirmé|approuvé|accepté|autorisé)|sin (?:confirmaci[oó]n|preguntar|autorizaci[oó]n|pedir)|ya (?:ha )?(?:confirmado|aprobado|aceptado|autorizado)|senza (?:conferma|chiedere|autorizzazione)|ha già (?:confermato|approvato)|sem (?:confirmação|perguntar)|j[áa] (?:confirmou|aprovou)|без (?:подтверждения|разрешения|спроса)|уже (?:согласил|одобрил|подтвердил)|无需确认|不需要确认|已经同意|已批准|確認は不要|承認済み|확인 없이|이미 승인|بدون تأكيد|وافق بالفعل)/u,
  },
];

/** Found also when the letters stand apart, or marks stand between them. */
export const COMPACT_ORDERS: readonly string[] = [
  'ignoreprevious',
  'ignoreallprevious',
  'ignoretheprevious',
  'ignoreyourinstructions',
  'ignoreallinstructions',
  'ignoreallrules',
  'ignoretheabove',
  'disregardprevious',
  'disregardallprevious',
  'disregardyourinstructions',
  'disregardtheabove',
  'forgetallprevious',
  'forgetyourinstructions',
  'forgetpreviousinstructions',
  'overridepolicy',
  'overrideallrules',
  'systemprompt',
  'newsysteminstructions',
  'youarenowthe',
  'bypasspolicy',
];
