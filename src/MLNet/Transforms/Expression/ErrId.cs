namespace Microsoft.ML.Transforms;

/// <summary>What is wrong with a token of an expression.</summary>
public enum ErrId
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A character that no token starts with.</summary>
    BadChar = 1,

    /// <summary>An escape that there is not.</summary>
    BadEscape = 2,

    /// <summary>A character between quotation marks is missing.</summary>
    CharConstEmpty = 3,

    /// <summary>More than one character between quotation marks.</summary>
    CharConstTooLong = 4,

    /// <summary>A real number that is too large.</summary>
    FloatOverflow = 5,

    /// <summary>A whole number that is too large.</summary>
    IntOverflow = 6,

    /// <summary>A line ends within a text.</summary>
    NewlineInConst = 7,

    /// <summary>A comment without an end.</summary>
    UnterminatedComment = 8,

    /// <summary>A text without an end.</summary>
    UnterminatedString = 9,

    /// <summary>A text is missing after @.</summary>
    VerbatimLiteralExpected = 10,

    /// <summary>A directive that does not stand at the start of a line.</summary>
    BadPreProcPos = 11,

    /// <summary>Something behind a directive.</summary>
    EndOfPreLineExpected = 12,

    /// <summary>A name is missing.</summary>
    IdentExpected = 13,

    /// <summary>A directive is missing.</summary>
    PreProcDirExpected = 14,

    /// <summary>A Unicode escape within a directive.</summary>
    UniEscInPreProc = 15,
}
