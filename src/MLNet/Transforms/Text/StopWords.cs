namespace Microsoft.ML.Transforms.Text;

/// <summary>The commonest words of languages: articles, pronouns, prepositions, conjunctions and auxiliary verbs. The lists are this project's own, and short.</summary>
internal static class StopWords
{
    private static readonly Dictionary<StopWordsRemovingEstimator.Language, Lazy<HashSet<string>>> Sets = Enum.GetValues<StopWordsRemovingEstimator.Language>()
        .ToDictionary(language => language, language => new Lazy<HashSet<string>>(() => [.. Words(language).Split(' ')]));

    /// <summary>The words of a language, in small letters.</summary>
    public static HashSet<string> Of(StopWordsRemovingEstimator.Language language) => Sets[language].Value;

    private static string Words(StopWordsRemovingEstimator.Language language) => language switch
    {
        StopWordsRemovingEstimator.Language.English =>
            "a about above after again against all also am an and any are aren't as at be because been before being below between both but by can can't cannot could couldn't did didn't do does doesn't " +
            "doing don't down during each either else ever every few for from further had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself his how how's " +
            "however i i'd i'll i'm i've if in into is isn't it it's its itself just let's may me might more most much must my myself neither no nor not of off on once only or other ought our ours ourselves " +
            "out over own per same several shall she she'd she'll she's should shouldn't since so some such than that that's the their theirs them themselves then there there's these they they'd they'll they're " +
            "they've this those though through to too under until up upon us very via was wasn't we we'd we'll we're we've were weren't what what's when when's where where's whether which while who who's whom " +
            "whose why why's will with within without won't would wouldn't yet you you'd you'll you're you've your yours yourself yourselves",
        StopWordsRemovingEstimator.Language.French =>
            "à ai aie aient aies ait alors après as assez au aucun aucune aura aurai aurait aussi autre autres aux avaient avais avait avant avec avez aviez avions avoir avons ayant beaucoup c' car ce ceci cela celle " +
            "celles celui cependant ces cet cette ceux chaque chez ci comme comment d' dans de depuis des dès donc dont du elle elles en encore entre es est et étaient étais était étant été êtes être eu eux eût fait fut " +
            "ici il ils j' je jusque l' la là le les leur leurs lors lui m' ma mais me même mêmes mes moi moins mon n' ne ni non nos notre nous on ont ou où par parce pas pendant peu plus pour pourquoi puis qu' quand que quel " +
            "quelle quelles quels qui quoi s' sa sans se sera serait ses si sinon soi soit son sont sous suis sur t' ta tandis te tel telle tes toi ton tous tout toute toutes très trop tu un une vers vos votre vous y",
        StopWordsRemovingEstimator.Language.German =>
            "aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim bin bis bist da dabei damit dann das dass daß dein deine deinem deinen deiner dem den denen denn der " +
            "deren des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einige er es etwas euch euer eure für gegen gewesen hab habe haben hat hatte hatten hier hin hinter " +
            "ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder jedes jene jenem jenen jener jetzt kann kein keine keinem keinen keiner können könnte machen man manche mehr mein meine meinem " +
            "meinen meiner mich mir mit muss müssen nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit selbst sich sie sind so solche soll sollte sondern sonst über um und uns unser unsere unter viel " +
            "vom von vor während war waren warst was weg weil weiter welche welchem welchen welcher wenn wer werde werden wie wieder will wir wird wirst wo wollen wollte wurde wurden würde würden zu zum zur zwar zwischen",
        StopWordsRemovingEstimator.Language.Dutch =>
            "aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en er ge geen geweest haar had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je jij jou jouw jullie kan " +
            "kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons onze ook op over reeds te tegen toch toen tot u uit uw van veel voor want waren was wat we wel werd wezen wie wij wil worden wordt zal ze " +
            "zelf zich zij zijn zo zonder zou",
        StopWordsRemovingEstimator.Language.Danish =>
            "ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din dine disse dit dog du efter eller en end er et for fra ham han hans har havde have hende hendes her hos hun hvad hvis hvor i ikke ind jeg jer " +
            "jo kan kunne man mange med meget men mig min mine mit mod når ned noget nogle nu og også om op os over på selv sig sin sine sit skal skulle som sådan thi til ud under var vi vil ville vor være været",
        StopWordsRemovingEstimator.Language.Swedish =>
            "alla allt än är åt att av blev bli blir blivit då där de dem den denna deras dess dessa det detta dig din dina ditt du efter ej eller en er era ert ett från för ha hade han hans har här henne hennes hon honom hur i icke ingen inom " +
            "inte jag ju kan kunde man med mellan men mig min mina mitt mot mycket någon något några nu när och om oss på samma sedan sig sin sina sitta själv skulle som så sådan till under upp ut utan vad var vara varför varit vart vem vi vid vilka " +
            "vilken vilket åt över",
        StopWordsRemovingEstimator.Language.Italian =>
            "a ad agli ai al alla alle allo anche ancora avere aveva avevano avuto c' che chi ci cioè come con contro cui d' da dagli dai dal dalla dalle dallo degli dei del della delle dello dentro di dopo dove e è ed era erano essere fa fra già " +
            "gli ha hai hanno ho i il in io l' la le lei li lo loro lui ma me mi mia mie miei mio molto ne negli nei nel nella nelle nello noi non nostra nostro o ogni oppure per perché però più poi prima qua quale quando quanto quasi quella quelle " +
            "quelli quello questa queste questi questo qui se sei senza si sia siamo siete sono sopra sotto sta stata stato su sua sue sugli sui sul sulla sulle suo suoi te ti tra tu tua tue tuo tuoi tutti tutto un una uno vi voi vostra vostro",
        StopWordsRemovingEstimator.Language.Spanish =>
            "a al algo algunas algunos ante antes aquel aquella así aún aunque cada como con contra cual cuando cuanto de del desde donde durante e el él ella ellas ellos en entre era eran eres es esa esas ese eso esos esta está están estar estas " +
            "este esto estos fue fueron ha había han has hasta hay he la las le les lo los más me mi mis mí mientras mucho muchos muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por porque pues que qué quien quién " +
            "quienes se sea según ser si sí sido sin sobre son soy su sus suya suyo también tan tanto te tengo ti tiene tienen todo todos tu tú tus un una uno unos usted ustedes vosotros y ya yo",
        StopWordsRemovingEstimator.Language.Portuguese or StopWordsRemovingEstimator.Language.Portuguese_Brazilian =>
            "a à ao aos aquela aquelas aquele aqueles aquilo as às até cada com como contra da das de dela delas dele deles depois desde do dos e é ela elas ele eles em entre era eram essa essas esse esses esta está estão estar estas estava este " +
            "estes estou eu foi foram for há isso isto já lhe lhes mais mas me mesmo meu meus minha minhas muito na não nas nem no nos nós nossa nossas nosso nossos num numa o os ou outra outro para pela pelas pelo pelos por porque qual quando que quem " +
            "são se seja sem ser será seu seus só sob sobre sua suas também te tem têm ter teu teus tinha tu tua tuas um uma umas uns você vocês vos",
        StopWordsRemovingEstimator.Language.Norwegian_Bokmal =>
            "alle at av både bare ble bli blir blitt da de deg dem den denne der deres det dette di din disse ditt dit du eller en enn er et etter for før fordi fra ha hadde han hans har hennes henne her hos hun hva hvem hver hvilken hvis hvor hvordan " +
            "hvorfor i ikke ingen inn jeg kan kom kun kunne man mange med meg meget mellom men min mine mitt mot mye nå når ned noe noen og også om opp oss over på seg selv sin sine sitt sin skal skulle slik som så til under ut uten vær være vært var vi " +
            "vil ville vår ved",
        StopWordsRemovingEstimator.Language.Russian =>
            "а без бы был была были было быть в вам вас весь во вот все всё всего всех вы где да даже для до его ее её ей ему если есть еще ещё же за здесь и из или им их к как когда который кто ли либо лишь меня мне много может можно мой моя мы на над надо " +
            "нам нас не него нее неё ней нет ни ним них но ну о об один однако он она они оно от очень по под пока после потом потому почти при про раз с сам свой себе себя со так также такой там тебе тебя тем теперь то тогда того тоже той только том тот ту " +
            "ты у уже хотя чего чей чем через что чтобы чуть эта эти это этого этой этом этот эту я",
        StopWordsRemovingEstimator.Language.Polish =>
            "a aby ale ani aż bardzo bez bo był była było były by być ci co czy dla do gdy gdzie go i ich ile im inne innych itd ja ją jak jako je jednak jego jej jemu jest jestem jeszcze jeśli jeżeli już każdy kiedy kto która które którego której który " +
            "których którzy lub ma mają mam mi mnie może mój moja moje mu my na nad nam nas nasz nasze nawet nią nic nich nie niego niej nim niż o od oni on ona one ono oraz pan pani po pod ponieważ przed przez przy są się sobie swoje ta tak także tam te " +
            "tego tej ten też to tobie tu twój twoja ty tych tylko tym u w we więc wy z za zawsze ze że żeby",
        StopWordsRemovingEstimator.Language.Czech =>
            "a aby ale ani ano asi až bez bude budou by byl byla byli bylo být co což či dnes do ho i já jak jako je jeho jej její jejich jen jenž ještě ji jí jich jim jiné již jsem jsi jsme jsou jste k kam kde kdo kdy když ke která které který kteří ku ma má máte " +
            "me mě mezi mi mít mne mně mnou můj může my na nad nám nás náš naše ne nebo nebyl než ni nic nich ním o od on ona oni ono pak po pod podle pokud pouze právě před přes při pro proč proto protože s se si sice sta své svůj ta tak také takže tam te tě tedy " +
            "ten tento této tím to toho tom tomto tomu tu tuto ty tyto u už v vám vás váš ve však všechno vy z za zda zde že",
        StopWordsRemovingEstimator.Language.Arabic =>
            "في من إلى على عن مع هذا هذه ذلك تلك التي الذي الذين اللذان هو هي هم هن نحن أنا أنت أنتم كان كانت كانوا يكون تكون ليس ليست لا لم لن ما ماذا متى أين كيف لماذا هل أن إن أو أم و ف ثم بل لكن حتى إذا إذ لو لولا كل بعض غير سوى بين تحت فوق قبل بعد عند " +
            "عندما منذ حيث حين قد لقد به بها فيه فيها منه منها له لها لهم إليه عليه عليها هنا هناك أي أيضا كما مثل دون خلال ضد نحو أمام وراء يا كذلك",
        StopWordsRemovingEstimator.Language.Japanese =>
            "の に は を た が で て と し れ さ ある いる も する から な こと として い や れる など なっ ない この ため その あっ よう また もの という あり まで られ なる へ か だ これ によって により おり より による ず なり られる において ば なかっ なく しかし について せ だっ " +
            "その後 できる それ う ので なお のみ でき き つ における および いう さらに でも ら たり その他 に関する たち ます ん なら に対して 特に せる 及び これら とき では にて ほか ながら うち そして とともに ただし かつて それぞれ または ほど ものの に対する です ました でした",
        _ => "",
    };
}
