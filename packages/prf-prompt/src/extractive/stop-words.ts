/** English words that hold sentences together and say nothing of their matter. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    'a about above after again against all almost also although always am among an and another any are aren as ' +
    'at away back be became because become been before being below between both but by came can cannot could did ' +
    'do does doing don done down due during each either else enough etc even ever every few find first for found ' +
    'from further gave get give given go had has have having he hence her here hers herself him himself his how ' +
    'however i if in indeed instead into is it its itself just keep kept last least less like likely made mainly ' +
    'make makes many may me might more moreover most mostly much must my myself near neither never nevertheless ' +
    'next no nor not nothing now of off often on once one only onto or other others otherwise our ours ourselves ' +
    'out over own per perhaps put quite rather really same second see seem seems seen several shall she should ' +
    'show showed shown shows since so some such take than that the their theirs them themselves then there ' +
    'thereby therefore these they this those though three through throughout thus to together too toward towards ' +
    'two under until up upon us use used uses using various very via was we well were what whatever when where ' +
    'whereas whether which while who whole whom whose why will with within without would yet you your yours ' +
    'yourself'
  ).split(' '),
);
