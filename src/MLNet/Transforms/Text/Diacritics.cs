using System.Collections.Frozen;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Letters with diacritics and the letters below them, from the canonical decompositions of Unicode up to U+04F9, one step or several.</summary>
internal static class Diacritics
{
    // A letter, and after it those that are this letter with a mark.
    private const string Families =
        "AÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦ CÇĆĈĊČ EÈÉÊËĒĔĖĘĚȄȆȨ IÌÍÎÏĨĪĬĮİǏȈȊ NÑŃŅŇǸ OÒÓÔÕÖŌŎŐƠǑǪǬȌȎȪȬȮȰ UÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖ YÝŶŸȲ aàáâãäåāăąǎǟǡǻȁȃȧ cçćĉċč " +
        "eèéêëēĕėęěȅȇȩ iìíîïĩīĭįǐȉȋ nñńņňǹ oòóôõöōŏőơǒǫǭȍȏȫȭȯȱ uùúûüũūŭůűųưǔǖǘǚǜȕȗ yýÿŷȳ DĎ dď GĜĞĠĢǦǴ gĝğġģǧǵ HĤȞ hĥȟ JĴ jĵǰ KĶǨ kķǩ LĹĻĽ " +
        "lĺļľ RŔŖŘȐȒ rŕŗřȑȓ SŚŜŞŠȘ sśŝşšș TŢŤȚ tţťț WŴ wŵ ZŹŻŽ zźżž ÆǢǼ æǣǽ ƷǮ ʒǯ ØǾ øǿ ΑΆ ΕΈ ΗΉ ΙΊΪ ΟΌ ΥΎΫ ΩΏ ιΐίϊ αά εέ ηή υΰϋύ οό ωώ ϒϓϔ " +
        "ЕЀЁӖ ГЃ ІЇ КЌ ИЍЙӢӤ УЎӮӰӲ ийѝӣӥ еѐёӗ гѓ ії кќ уўӯӱӳ ѴѶ ѵѷ ЖӁӜ жӂӝ АӐӒ аӑӓ ӘӚ әӛ ЗӞ зӟ ОӦ оӧ ӨӪ өӫ ЭӬ эӭ ЧӴ чӵ ЫӸ ыӹ";

    private static readonly FrozenDictionary<char, char> Bases = Families.Split(' ').SelectMany(family => family[1..].Select(letter => KeyValuePair.Create(letter, family[0]))).ToFrozenDictionary();

    public static char Without(char letter) => letter >= '\u00C0' && Bases.TryGetValue(letter, out char below) ? below : letter;

    /// <summary>Whether a character is a mark that is put on the letter before it: Latin and Greek, Hebrew, Arabic.</summary>
    public static bool IsMark(char letter) => letter is >= '\u0300' and <= '\u036F'
        or >= '\u0591' and <= '\u05BD' or '\u05C1' or '\u05C2' or '\u05C4' or '\u05C5' or '\u05C7'
        or >= '\u0610' and <= '\u0615' or >= '\u064C' and <= '\u065E' or '\u0670';
}
