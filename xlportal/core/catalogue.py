"""The catalogue of everything that can be wrong with a year's data."""

from functools import partial

from xlportal.core.problems import Kind, Severity

_REFIT = "请保存后按“更新工作簿”（或运行 xlportal new 新.xlsm --from 本工作簿）"
_UNPROTECT = "请先在“审阅”里撤销工作表保护（没有密码），"
_error = partial(Kind, severity=Severity.ERROR)
_warning = partial(Kind, severity=Severity.WARNING)


def kinds() -> tuple[Kind, ...]:
    """Return every kind of problem there is, in the order of the documentation."""
    return tuple(kind for kind in globals().values() if isinstance(kind, Kind))


# fmt: off
SHEET_MISSING = _error("sheet-missing", "找不到这个工作表",
    "如果改过名字请改回来，如果删掉了请从备份里恢复")
SHEET_HIDDEN = _warning("sheet-hidden", "这个工作表被隐藏了，里面的内容照算",
    "请取消隐藏，核对后再计算")
SHEETS_REORDERED = _warning("sheets-reordered", "这个工作表排到了 {found} 后面",
    "请按月份的次序排回去，免得填错表")
CELLS_MERGED = _error("cells-merged", "填报格 {found} 被合并成了一格，其余的格读不到",
    f"{_UNPROTECT}取消合并，再把各格填好")
ROWS_HIDDEN = _warning("rows-hidden", "第 {found} 行被隐藏了，里面的内容照算",
    "请取消隐藏，核对后再计算")
COLUMNS_HIDDEN = _warning("columns-hidden", "{found} 列被隐藏了，里面的内容照算",
    "请取消隐藏，核对后再计算")
TABLE_MISSING = _error("table-missing", "找不到表头“{found}”", f"{_UNPROTECT}对照模板恢复表头")
HEADER_REPEATED = _error("header-repeated", "表头“{found}”出现了两次，不知道以哪一栏为准",
    f"{_UNPROTECT}只留一栏")
ROW_ABOVE = _error("row-above", "“{found}”这一行在表头里或表头上面，不会计入", "请把它移到表头下面")
BLOCK_REPEATED = _error("block-repeated", "“{found}”的填报区出现了两次，不知道以哪一块为准",
    f"{_UNPROTECT}只留一块")
BLOCK_UNKNOWN = _error("block-unknown", "参数表中没有“{found}”的考核组，这一块不会计入",
    "请恢复参数表中的考核组")
BLOCK_MISSING = _error("block-missing", "找不到{found}的填报区",
    f"{_UNPROTECT}对照其他月份恢复这一块")
GROUP_NEW = _error("group-new", "各月的表里还没有这个新考核组（附表{found}）的填报区",
    f"{_REFIT}，新工作簿里就有了，数据都带过去")
ITEM_NEW = _error("item-new", "各月的表里还没有新项目“{found}”的栏",
    f"{_REFIT}，新工作簿里就有了，数据都带过去")
COLUMN_NEW = _error("column-new", "这张表还没有“{found}”这一栏",
    f"{_REFIT}，新工作簿里就有了，数据都带过去")
ITEM_COLUMN_MISSING = _error("item-column-missing", "{block}里没有项目“{found}”这一栏",
    "如果项目改了名，请在参数表里改回来；从某月起改名的，给旧项目填截止月，另加一个新项目")
ITEM_COLUMN_UNKNOWN = _error("item-column-unknown", "表头“{found}”不是参数表中的项目",
    "请在参数表里改回这个名称；从某月起改名的，给旧项目填截止月，另加一个新项目")
ITEM_COLUMN_LEFT = _error("item-column-left", "“{found}”不再是项目，它的栏还在，是空的",
    f"{_REFIT}，各月的表就照新的项目排好")
COUNT_COLUMNS_WRONG = _error("count-columns-wrong", "“{found}”下面的两栏不是“采用”和“其中专栏”",
    f"{_UNPROTECT}对照其他月份恢复这两栏的表头和次序")

YEAR_WRONG = _error("year-wrong", "年度是“{found}”", "请填 2020 这样的四位年份")
MONTH_WRONG = _error("month-wrong", "月份是“{found}”", "请填 1 到 12 的整数")
DATE_WRONG = _error("date-wrong", "发文日期是“{found}”", "请填 2020-3-2 这样的日期，或留空")
DATE_STALE = _warning("date-stale", "发文日期 {found} 对不上{month}的通报，落款日期先留空",
    "请改成本次发文的日期")

BASIC_MISSING = _warning("basic-missing", "{what}是空的，通报里那一处会空着", "请填写{what}")
TEXT_WRONG = _error("text-wrong", "这里应是文字，却是 {found}",
    "请在最前面加一个英文单引号，再重新填写")

ANNEX_WRONG = _error("annex-wrong", "附表号是“{found}”", "请填 1、2 这样的正整数")
ANNEX_REPEATED = _error("annex-repeated", "附表号 {found} 出现了两次",
    "每个考核组用一个不同的附表号")
ANNEX_UNKNOWN = _error("annex-unknown", "没有附表号为“{found}”的考核组", "请填参数表中已有的附表号")
NO_GROUPS = _error("no-groups", "一个考核组也没有", "请在“考核组”表中至少填一行")
NAME_MISSING = _error("name-missing", "{what}是空的", "请填写{what}")
PARAMETER_MISSING = _error("parameter-missing", "{what}是空的", "请填{wanted}")
PARAMETER_WRONG = _error("parameter-wrong", "{what}是“{found}”", "请填{wanted}")
RATIO_LARGE = _warning("ratio-large", "{what}是 {found}，比 1 还大", "80% 请填 0.8")
NUMBER_HUGE = _error("number-huge", "{what}是 {found}，大得或小得不可能",
    "请填 {least} 到 {most} 之间的数")
DIGITS_MANY = _warning("digits-many",
    "这里存着 {found}，比 Excel 显示的位数还多，按显示的 {kept} 计算", "请把公式换成准确的数")
CHOICE_WRONG = _error("choice-wrong", "{what}是“{found}”", "请从下拉列表中选：{wanted}")
NO_ITEMS = _error("no-items", "附表{found}的考核组没有项目", "请在“项目”表中至少填一行")
NO_ITEMS_THEN = _error("no-items-then", "附表{found}的考核组{months}没有项目",
    "请改项目或考核组的起始月、截止月")
ITEM_REPEATED = _error("item-repeated", "项目“{found}”在同一个考核组出现了两次", "请删去重复的一行")
ITEM_RESERVED = _error("item-reserved", "项目不能叫“{found}”，这是表头用的词", "请换一个名称")
ITEM_LIKE_PLACEHOLDER = _error("item-like-placeholder",
    "项目不能叫“{found}”，通报模板的占位符用了这个词或方头括号", "请换一个名称")
CHANGE_REPEATED = _error("change-repeated", "“{found}”从{month}起改了两次，不知道以哪一次为准",
    "请只留一行")

NO_UNITS = _error("no-units", "附表{found}的考核组没有单位", "请在单位表中填写名单")
UNITS_MANY = _error("units-many", "一共有 {found} 个单位", "一个工作簿最多 {most} 个，请分成几个")
UNIT_REPEATED = _error("unit-repeated", "“{found}”与{other}的名称或曾用名相同",
    "同一个名称只能属于一个单位")
MONTHS_WRONG = _error("months-wrong", "{what}是“{found}”",
    "请填 1 到 12 的整数，且起始月不晚于截止月")
ORDER_WRONG = _error("order-wrong", "顺序是“{found}”", "请填 1、2、3 这样的整数，或留空按行排")

UNIT_UNKNOWN = _error("unit-unknown", "名单里没有“{found}”",
    "请在单位表里加上它（改过名的填曾用名，已退出的填截止月），写错的改成单位表中的名称{hint}")
UNIT_RENAMED = _error("unit-renamed", "名单里没有“{found}”，而名单里的“{meant}”这里没有",
    "如果是它改了名，请在{where}填曾用名“{found}”，不是的话请在单位表里给“{found}”加一行")
UNIT_TWICE = _error("unit-twice", "“{found}”在上面已经出现过", "请合并成一行")
UNIT_MISSING = _error("unit-missing", "少了应参加考核的“{found}”",
    f"请在该组的空行里补上它，或在单位表里改它的起始月、截止月；空行不够的{_REFIT[1:]}")
REFITTED = (GROUP_NEW, ITEM_NEW, COLUMN_NEW, ITEM_COLUMN_LEFT, UNIT_MISSING)
"""What a workbook made anew mends by itself."""
UNIT_OUTSIDE = _error("unit-outside", "“{found}”本月不参加考核，却填了内容",
    "请清空这一行，或在单位表里改它的起始月、截止月")
NAME_BLANK = _error("name-blank", "填了内容却没有单位名称", "请写上单位名称，或清空这一行")

COUNT_TEXT = _error("count-text", "“{found}”不是篇数", "请填 3 这样的整数，有上专栏的可填 3（1）")
COUNT_NEGATIVE = _error("count-negative", "篇数是负数 {found}", "请填 0 或正整数")
COUNT_FRACTION = _error("count-fraction", "篇数 {found} 不是整数", "请填整数")
COUNT_HUGE = _error("count-huge", "篇数 {found} 大得不可能", "请核对后重填，最多 {limit}")
COUNT_LARGE = _warning("count-large", "篇数 {found} 特别大", "请核对是否多打了数字")
COUNT_DATE = _error("count-date", "这里成了日期 {found}",
    "请填 '3 或 '3（1），最前面是一个英文单引号")
COUNT_FOREIGN = _error("count-foreign", "这一栏没有对应的项目，却填了 {found}，不会计入",
    "请清空，或填到正确的项目下面")
COUNT_LOGICAL = _error("count-logical", "这里是 {found}", "请填 3 这样的整数")
COUNT_OUTSIDE = _error("count-outside", "“{item}”在{month}没有这个项目，却填了 {found}",
    "请清空，或在参数表里改它的起始月、截止月")
CELL_ERROR = _error("cell-error", "单元格里是错误值 {found}", "请删掉公式，直接填写")
CELL_FORMULA = _error("cell-formula", "公式 {found} 没有算出结果",
    "请删掉公式直接填写，或在 Excel 中打开重算并保存")
COUNT_BRACKETS = _error("count-brackets", "“{found}”的括号写法不完整",
    "请写成 3（1），即 3 篇，其中 1 篇上了专栏")
COLUMN_TWICE = _error("column-twice", "“{found}”已用括号写了专栏篇数，右边又填了一次",
    "两处只留一处")
COLUMN_BRACKETS = _error("column-brackets", "专栏一栏里写了“{found}”",
    "这种写法请填在左边的采用一栏，这里留空")
COLUMN_ABOVE = _error("column-above", "专栏 {found} 篇多于采用的 {pieces} 篇",
    "专栏篇数不能超过采用篇数")
DEDUCTION_WRONG = _error("deduction-wrong", "扣分是“{found}”",
    "请填 0 或正数，无扣分的可留空或填“无扣分”")
DEDUCTION_NOT_SET = _error("deduction-not-set", "本组不设栏目扣分，却填了 {found}",
    "请清空，或在参数表里把本组改为设扣分")
DEDUCTION_NO_REASON = _warning("deduction-no-reason", "扣了 {found} 分却没有写原因",
    "请补写扣分原因")
ADDITION_WRONG = _error("addition-wrong", "加分是“{found}”", "请填 0 或正数，没有加分的留空")
ADDITION_NOT_SET = _error("addition-not-set", "本组不设加分，却填了 {found}",
    "请清空，或在参数表里把本组改为设加分")
ADDITION_NO_REASON = _warning("addition-no-reason", "加了 {found} 分却没有写原因", "请补写加分原因")
NONE_MARK_WRONG = _error("none-mark-wrong", "“本组本月无采用”处是“{found}”", "请选“是”，或留空")
NONE_MARK_FALSE = _error("none-mark-false", "选了“本组本月无采用”，下面却有填报内容",
    "请清除这个选择，或清空下面的内容")

RESULT_TYPED = _warning("result-typed", "这里的公式没有了，现在写着“{found}”，篇数改了它也不变",
    f"{_REFIT}，公式就恢复了")

MONTH_NOT_FILLED = _error("month-not-filled", "这个月还没有填",
    "请先填报，一组里确实都没有采用的，在“本组本月无采用”处选“是”")
MONTH_CARRIED = _error("month-carried", "这个月已算在期初里，没有单独的数，不能计算",
    "请计算{found}以后的月份")
MONTH_EMPTY = _error("month-empty", "这个月一个考核组也没有",
    "请在参数表和单位表里核对起始月、截止月")
GROUP_NOT_FILLED = _error("group-not-filled",
    "附表{found}的考核组一格也没有填，也没有说明本月无采用",
    "请补填，确实都没有采用的，在这一组的“本组本月无采用”处选“是”")
MONTH_GAP = _warning("month-gap", "{found}没有填，也没有期初数，{label}累计不含它",
    "请补填，或在期初表填写截至月")

SCORE_WRONG = _error("score-wrong", "累计得分是“{found}”", "请填 0 或正数")
OPENING_INCOMPLETE = _error("opening-incomplete", "期初的{what}是空的", "请补填，或清空这一行")
OPENING_OVERLAP = _error("opening-overlap", "期初已算到{found}，而{month}又填了表，会重复计算",
    "请改期初的截至月和数字，或清空那个月的表")
OPENING_UNEVEN = _warning("opening-uneven",
    "期初只算到{found}，而同组别的单位算到{month}，中间的月份没有填", "请核对截至月和累计数")
OPENING_FOREIGN = _error("opening-foreign", "本组没有项目“{item}”，却填了 {found}", "请清空这一格")
OPENING_OUTSIDE = _error("opening-outside", "“{found}”在{month}不参加考核，却有期初",
    "请清空这一行，或在单位表里改它的起始月、截止月")

PARAGRAPH_WRONG = _error("paragraph-wrong", "{what}是“{found}”", "请从下拉列表中选：{wanted}")
PLACEHOLDER_UNKNOWN = _error("placeholder-unknown", "不认识占位符【{found}】",
    "请用右边列出的占位符，或去掉方头括号")
PLACEHOLDER_MISSING = _warning("placeholder-missing", "通报里没有用到【{found}】",
    "请写进这一段，确实不用的不必理会")
ITEM_UNPLACED = _warning("item-unplaced", "附表{annex}的项目“{found}”在通报里没有写到",
    "请在本组的一段里写进{wanted}，确实不写的不必理会")

FOLLOWING = (
    BLOCK_MISSING, BLOCK_UNKNOWN, GROUP_NEW, ITEM_NEW, ITEM_COLUMN_MISSING, ITEM_COLUMN_UNKNOWN,
    ITEM_COLUMN_LEFT, UNIT_MISSING, UNIT_OUTSIDE, UNIT_RENAMED, UNIT_UNKNOWN, COUNT_COLUMNS_WRONG,
    COUNT_FOREIGN, ITEM_UNPLACED, PLACEHOLDER_MISSING, PLACEHOLDER_UNKNOWN,
)  # fmt: skip
"""What may only follow from an error in 参数 or 单位, where there is one."""
ONCE = (
    COLUMN_NEW, ITEM_COLUMN_MISSING, ITEM_COLUMN_UNKNOWN, ITEM_COLUMN_LEFT, UNIT_RENAMED,
    UNIT_UNKNOWN,
)  # fmt: skip
"""What is mended once, however many sheets show it."""
OF_NO_RENAMING = (ITEM_NEW, ITEM_COLUMN_LEFT)
"""What may only follow where an item under which something was filed got another name."""

ARCHIVE_WRONG = _warning("archive-wrong", "存档的这一行读不出来（{found}），没有拿它对照",
    "请删掉这一行，不要改动存档")
SENT_CHANGED = _warning("sent-changed", "已发送的{what}是 {found}，现在算出 {now}",
    "请核对是否改动了已发送月份的数，确要更正的请重新发送")
RULE_OVERTYPED = _warning("rule-overtyped",
    "{what}是 {now}，已发送的{months}是按 {found} 算的，有 {units} 个单位的数会和发出去的不同",
    "如果只从某个月起改，请改回 {found}，在“规则变更”里填起始月和 {now}，已发送的就不变")

IMPORT_ITEM_UNKNOWN = _error("import-item-unknown", "参数表里没有项目“{found}”",
    "是项目的请改成参数表中的名称，不是的请删掉")
IMPORT_COLUMNS_TWO = _error("import-columns-two",
    "“{found}”和 {place} 的“{other}”分不清该读哪一栏", "请只留要读的一栏")
IMPORT_HEADER_OTHER = _error("import-header-other",
    "表头“{found}”除了“{item}”还说了别的，不能当作采用篇数",
    "是采用篇数的请改成“{item}”，不是的请删掉")
IMPORT_HEADER_MISSING = _error("import-header-missing", "这一栏有数（{found}）却没有表头",
    "请补上表头，不要的请删掉")
IMPORT_MERGED = _error("import-merged", "{found} 是合并的格，不知道里面各行各是多少",
    "请取消合并，逐格填好")
IMPORT_TABLES_TWO = _error("import-tables-two", "这里又是一个表头，不知道读哪张表",
    "请一次只留一张表")
IMPORT_MONTH_WRONG = _error("import-month-wrong", "看不出“{found}”是哪个月",
    "请写成 3月 或 2020-03 这样的月份")
IMPORT_OTHER_MONTH = _error("import-other-month", "“{found}”说的不只是{month}或不是{month}",
    "请核对文件和月份，确是{month}的请改掉这几个字")
IMPORT_OTHER_YEAR = _error("import-other-year", "“{found}”不是 {year} 年的",
    "请核对文件，确是 {year} 年的请改掉年份")
IMPORT_NOT_ADOPTED = _error("import-not-adopted", "“{found}”的不能当作采用",
    "请删掉没有采用的，再去掉这几个字")
IMPORT_UNIT_AMBIGUOUS = _error("import-unit-ambiguous", "有几个考核组都有“{found}”",
    "请加一栏“附表号”，写明是哪一组")
IMPORT_NOTHING = _error("import-nothing", "表头下面没有{month}的数据", "请核对导出的文件和月份")
IMPORT_ROW_MISSING = _error("import-row-missing", "{month}表里没有“{found}”这一行",
    "请先在 Excel 中按“下一个月”，或在该组的空行里写上它")
IMPORT_CLEARED = _warning("import-cleared",
    "{units}原来有篇数，不在导出的文件里，已清空，按没有采用计算", "请核对导出的文件是否齐全")
