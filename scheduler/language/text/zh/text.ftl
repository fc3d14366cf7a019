### 规范文本（态势、规则、方案、公开记录）有何错误。

text-line = 第 { $line } 行：{ $problem }
text-header = 第一行应为 { $wanted }，而不是 { $found }
text-missing = 缺少{ $what }
text-unreadable = { $what } { $word }：{ $why }
text-no-number = { $what } 应为 { $min } 至 { $max } 的整数，而不是 { $word }
text-no-size = { $what } 应为 0 至 { $max } 的数，最多六位小数，而不是 { $text }
text-twice = 在此重复出现
text-class-twice = 优先级 { $class } 在此重复出现
text-too-many-words = 多了一个词 { $word }
text-too-long = { $what }有 { $bytes } 字节；最多 { $max }
text-keyword-unknown = 未知的关键词 { $word }
text-no-integer = 不是可用于计算的整数
text-no-moment = 不是时刻或日期；请写成 2026-02-01T08:00:00Z 或 2026-02-01 的样子

## 规则。

text-policy-no-line = 规则中没有 { $keyword } 一行
text-policy-classes = 规则应写明 1 至 { $max } 个优先级，这里有 { $count } 个
text-policy-sub-steps = { $steps } 级、每级 { $sub } 个细级，共 { $all } 个；总共最多 { $max } 个
text-policy-first-level = first-level 应为 units、share 或 steps，而不是 { $word }
text-policy-steps-only = steps、sub-steps、floor-percent 和 worth 只能与 `first-level steps` 同用
text-policy-travel = speed-kmh 与 detour-percent 须同时写明，reach-minutes 须与两者同用
text-class-weightless = 优先级 { $class } 的权重为 0：永远得不到供应

## 态势。

text-situation-no-line = 态势中没有 { $keyword } 一行
text-change-bytes = 更改有 { $bytes } 字节；一次更改最多 { $max } 字节
text-change-edits = 一次更改有 1 至 { $max } 项，不是 { $count } 项
text-catalogue-version = 该文本的内容应写作 { $written }，而不是 { $first }
text-class-limit = class-limit 中的 { $class } 不是规则里的优先级
text-default-entitlement = default-entitlement 只能与 `unverified median` 同用
text-stale = 待更新的需求按 floor|out（最低份额或不计）规划，不是 { $word }
text-rule = 核定规则写作 物资 机构类型 单位数 per patient|bed|staff|head cover 天数
text-rule-per = 核定规则按 patient|bed|staff|head 计，不是 { $word }
text-unverified = unverified 为 median|claim|zero，不是 { $word }
text-on-behalf = { $word } 不能代为记录
text-says-nothing = 没有内容
text-line-too-many = 多出一行
text-pool-missing = 运输通道 { $depot } -> { $site } 使用运力池 { $pool }，而该运力池没有自己的一行
text-own-substitute = { $item } 不必替代自己
text-own-part = { $item } 不能是自己的组成部分
text-no-ratio = ratio 应为最简的 GIVEN/NEEDED，各为 1 至 { $max }，例如 2/3，而不是 { $text }
text-beyond-poles = 纬度 { $latitude } 超出了两极
text-no-degrees = 不是 -180 至 180、最多六位小数的十进制度数，例如 30.59276
text-reserved = 在库 { $held }，却预留了 { $reserved }
text-no-offset = 不是与 UTC 的时差；请写时和分，例如 +08:00

## 方案。

text-plan-no-line = 方案中没有 { $keyword } 一行
text-plan-second-level = { $word } 既不是 minutes 也不是 cost
text-plan-start = start 应为 warm 或不写，而不是 { $word }
text-reason-unknown = 未知的原因 { $word }
text-claim-of = 证明应针对 level 或 cost，而不是 { $word }
text-claim-weights = weights 应依次写成“层:权重,…”，每个权重大于零，而不是 { $text }
text-no-vector = { $text } 不是向量；请依次写出不为零的分量，例如 0:1500,cost:-5000000
text-no-value = { $text } 不是最多 18 位小数的数
text-no-part = { $text } 不是层、draw 或 cost

## 公开记录。

text-not-like = 不是 `{ $form }`
text-kind-unknown = 本程序不认识种类 { $kind }
text-spelling = 与规定的写法不同
text-no-place = 这里不应有 { $key } 一行
text-yes-or-nothing = { $key } 应为 `yes` 或不写，而不是 { $found }
text-no-hex = { $key } 不是 { $digits } 位十六进制数字
text-salt = 盐值应为 32 位十六进制数字
text-version-unknown = 本程序不认识版本 { $version }
text-version-no-signature = 版本 { $version } 的记录没有签名
text-version-with-signature = 版本 { $version } 的记录有签名
text-command-unsigned = 缺少命令的签名
text-nothing-signed = 没有内容被签名
text-no-step = 不是步骤；请写 picked、shipped、received、confirmed、arrived 或 returned

## 一行中各词的名称。

text-name-count = 词 count
text-name-per = 词 per
text-name-cover = 词 cover
text-name-fact = 事实
text-name-floor-or-out = floor 或 out
text-name-way = 方式
text-name-site-kind = 需求点类型
text-name-entitlement = 核定量
text-name-days = 天数
text-name-public = items、depots 或 sites
text-name-keyword = 关键词
text-name-name = 名称
text-name-first-level = units、share 或 steps
text-name-minutes-or-cost = minutes 或 cost
text-name-level-or-cost = level 或 cost
text-name-class = 优先级
text-name-class-name = 优先级名称
text-name-weight = 权重
text-name-moment = 时刻
text-name-departure = 出发时刻
text-name-arrival = 到达时刻
text-name-depot = 储备库
text-name-site = 需求点
text-name-item = 物资
text-name-needed-item = 所需物资
text-name-given-item = 替代物资
text-name-component = 组成部分
text-name-units = 单位数
text-name-lot = 批次
text-name-pool = 运力池
text-name-order = 指令
text-name-quantity = 数量
text-name-minutes = 分钟数
text-name-cost = 费用
text-name-latitude = 纬度
text-name-longitude = 经度
text-name-reason = 原因
text-name-level = 层
text-name-value = 值
text-name-bound = 上界
text-name-scale = 倍数
text-name-price = 价格
text-name-price-of-microgram = 每微克的价格
text-name-price-of-nanolitre = 每纳升的价格
text-name-price-of-gram = 每克的价格
text-name-price-of-millilitre = 每毫升的价格
text-name-price-in-ranks = 以名次计的价格
text-name-price-in-millionths = 以百万分之一计的价格
text-name-entry = 记录
text-name-line = 行
text-name-salt = 盐值
text-public = public 之后写 items、depots、sites 或其中几项，不能是 { $word }
text-names = 不是公开名称的文本：每个字段由一行 "open FIELD SALT" 打开，其后各行为编号、名称、单位，以制表符分隔
text-approved-loads = approved-loads 之后只能写 count，不能是 { $word }
