/**
 * Properties of characters that `\p{…}` may name: the general categories, scripts and properties of Unicode as PCRE2 spells
 * them, in small letters and without blanks, hyphens and underscores (`get_ucp` in its src/pcre2_compile.c). The names of
 * Unicode 15 to 17 are among them, whichever of them the library at hand knows.
 */
const known: ReadonlySet<string> = new Set([
  ...'adlam adlm aghb ahex ahom alpha alphabetic anatolianhieroglyphs any arab arabic armenian armi armn ascii'.split(
    ' ',
  ),
  ...'asciihexdigit avestan avst bali balinese bamu bamum bass bassavah batak batk beng bengali berf beriaerfe'.split(
    ' ',
  ),
  ...'bhaiksuki bhks bidial bidian bidib bidibn bidic bidicontrol bidics bidien bidies bidiet bidifsi bidil bidilre'.split(
    ' ',
  ),
  ...'bidilri bidilro bidim bidimirrored bidinsm bidion bidipdf bidipdi bidir bidirle bidirli bidirlo bidis bidiws'.split(
    ' ',
  ),
  ...'bopo bopomofo brah brahmi brai braille bugi buginese buhd buhid c cakm canadianaboriginal cans cari carian cased'.split(
    ' ',
  ),
  ...'caseignorable caucasianalbanian cc cf chakma cham changeswhencasefolded changeswhencasemapped'.split(' '),
  ...'changeswhenlowercased changeswhentitlecased changeswhenuppercased cher cherokee chorasmian chrs ci cn co common'.split(
    ' ',
  ),
  ...'copt coptic cpmn cprt cs cuneiform cwcf cwcm cwl cwt cwu cypriot cyprominoan cyrillic cyrl dash'.split(' '),
  ...'defaultignorablecodepoint dep deprecated deseret deva devanagari di dia diacritic diak divesakuru dogr dogra'.split(
    ' ',
  ),
  ...'dsrt dupl duployan ebase ecomp egyp egyptianhieroglyphs elba elbasan elym elymaic emod emoji emojicomponent'.split(
    ' ',
  ),
  ...'emojimodifier emojimodifierbase emojipresentation epres ethi ethiopic ext extendedpictographic extender extpict'.split(
    ' ',
  ),
  ...'gara garay geor georgian glag glagolitic gong gonm goth gothic gran grantha graphemebase graphemeextend'.split(
    ' ',
  ),
  ...'graphemelink grbase greek grek grext grlink gujarati gujr gukh gunjalagondi gurmukhi guru gurungkhema han hang'.split(
    ' ',
  ),
  ...'hangul hani hanifirohingya hano hanunoo hatr hatran hebr hebrew hex hexdigit hira hiragana hluw hmng hmnp hung'.split(
    ' ',
  ),
  ...'idc idcompatmathcontinue idcompatmathstart idcontinue ideo ideographic ids idsb idsbinaryoperator idst idstart'.split(
    ' ',
  ),
  ...'idstrinaryoperator idsu idsunaryoperator imperialaramaic incb inherited inscriptionalpahlavi'.split(' '),
  ...'inscriptionalparthian ital java javanese joinc joincontrol kaithi kali kana kannada katakana kawi kayahli khar'.split(
    ' ',
  ),
  ...'kharoshthi khitansmallscript khmer khmr khoj khojki khudawadi kiratrai kits knda krai kthi l l& lana lao laoo'.split(
    ' ',
  ),
  ...'latin latn lc lepc lepcha limb limbu lina linb lineara linearb lisu ll lm lo loe logicalorderexception lower'.split(
    ' ',
  ),
  ...'lowercase lt lu lvt lyci lycian lydi lydian m mahajani mahj maka makasar malayalam mand mandaic mani manichaean'.split(
    ' ',
  ),
  ...'marc marchen masaramgondi math mc mcm me medefaidrin medf meeteimayek mend mendekikakui merc mero'.split(' '),
  ...'meroiticcursive meroitichieroglyphs miao mlym mn modi modifiercombiningmark mong mongolian mro mroo mtei mult'.split(
    ' ',
  ),
  ...'multani myanmar mymr n nabataean nagm nagmundari nand nandinagari narb nbat nchar nd newa newtailue nko nkoo nl'.split(
    ' ',
  ),
  ...'no noncharactercodepoint nshu nushu nyiakengpuachuehmong ogam ogham olchiki olck oldhungarian olditalic'.split(
    ' ',
  ),
  ...'oldnortharabian oldpermic oldpersian oldsogdian oldsoutharabian oldturkic olduyghur olonal onao oriya orkh orya'.split(
    ' ',
  ),
  ...'osage osge osma osmanya ougr p pahawhhmong palm palmyrene patsyn patternsyntax patternwhitespace patws pauc'.split(
    ' ',
  ),
  ...'paucinhau pc pcm pd pe perm pf phag phagspa phli phlp phnx phoenician pi plrd po prependedconcatenationmark prti'.split(
    ' ',
  ),
  ...'ps psalterpahlavi qaac qaai qmark quotationmark radical regionalindicator rejang ri rjng rohg runic runr s'.split(
    ' ',
  ),
  ...'samaritan samr sarb saur saurashtra sc sd sentenceterminal sgnw sharada shavian shaw shrd sidd siddham sidetic'.split(
    ' ',
  ),
  ...'sidt signwriting sind sinh sinhala sk sm so softdotted sogd sogdian sogo sora sorasompeng soyo soyombo space'.split(
    ' ',
  ),
  ...'sterm sund sundanese sunu sunuwar sylo sylotinagri syrc syriac tagalog tagb tagbanwa taile taitham taiviet taiyo'.split(
    ' ',
  ),
  ...'takr takri tale talu tamil taml tang tangsa tangut tavt tayo telu telugu term terminalpunctuation tfng tglg thaa'.split(
    ' ',
  ),
  ...'thaana thai tibetan tibt tifinagh tirh tirhuta tnsa todhri todr tolongsiki tols toto tulutigalari tutg ugar'.split(
    ' ',
  ),
  ...'ugaritic uideo unifiedideograph unknown upper uppercase vai vaii variationselector vith vithkuqi vs wancho wara'.split(
    ' ',
  ),
  ...'warangciti wcho whitespace wspace xan xidc xidcontinue xids xidstart xpeo xps xsp xsux xuc xwd yezi yezidi yi'.split(
    ' ',
  ),
  ...'yiii z zanabazarsquare zanb zinh zl zp zs zyyy zzzz'.split(' '),
]);

const filler = /[\s_-]/g;
const kinds = /^(?:script|sc|scriptextensions|scx)$/;
const bidirectional = /^(?:bidiclass|bc)$/;

/**
 * Whether PCRE2 may know a property.
 * @param braced the name in its braces, such as `{^Lu}` or `{Script=Greek}`
 */
export function isProperty(braced: string): boolean {
  const text = braced.slice(1, -1).replace(filler, '').replace('^', '').toLowerCase();
  const [, kind, name = ''] = /^([^:=]*)[:=](.*)$/.exec(text) ?? [];
  if (kind === undefined) return known.has(text);
  if (kinds.test(kind)) return known.has(name);
  return bidirectional.test(kind) && known.has(`bidi${name}`);
}
