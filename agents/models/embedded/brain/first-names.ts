/** Whether a lone word is a first name: "i am martin" names somebody, "i am tired" does not. Pure. */
const NAMES = new Set(
  `adam alan albert alex alexander alexandra alice alison amanda amy andrea andrew andy angela anna anne anthony antonio arthur barbara ben benjamin bernard bill bob brian bruce carl carla carlos carol caroline catherine charles charlie charlotte chris christian christina christine christopher claire clara claudia colin daniel daniela dave david debbie deborah dennis diana diane donald donna dorothy doug douglas edward elena elisabeth elizabeth ella ellen emily emma eric erik eva evelyn felix florian frances francis frank fred gabriel gary george gerald grace graham greg hannah harold harry heather helen henry howard ian ingrid irene isabel jack jacob james jane janet jason jean jeff jennifer jenny jeremy jessica jim joan joe john jonathan jose joseph joshua joyce juan judith judy julia julian julie justin karen karl kate katherine kathy keith kelly ken kenneth kevin kim larry laura lauren lee leo leonard linda lisa louis louise lucas lucy luke margaret maria marie mario mark martha martin mary matt matthew max megan melissa michael michelle miguel mike monica nancy natalie neil nicholas nicole nina noah nora oliver olivia oscar pamela patricia patrick paul paula pedro peter phil philip rachel ralph raymond rebecca richard rita robert robin roger ronald rose roy russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean sharon simon sofia sophia sophie stefan stephanie stephen steve steven stuart sue susan suzanne sylvia teresa terry theo theresa thomas tim timothy tina todd tom tony tracy ursula valerie vanessa vera veronica victor victoria vincent virginia walter wendy william zoe`.split(
    ' ',
  ),
);

/** `original` is the text as it came: a capital inside a typed sentence shows a name, too. */
export function isFirstName(word: string, original: string): boolean {
  if (NAMES.has(word)) return true;
  const written = new RegExp(`\\s(\\p{Lu}${word.slice(1)})\\b`, 'u').exec(original);
  return (
    written !== null &&
    !/^(?:English|German|French|Spanish|American|British|Italian|Indian|Chinese)$/.test(written[1] as string)
  );
}
