"""Personal data are found by name and by value, and left out unless somebody asks."""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.core import ParameterError
from analysis.core.messages import plain_english
from analysis.data import Codebook, find_personal_data, keyed_hash, read_survey
from analysis.data.privacy import masked
from analysis.data.privacy_patterns import is_identity_number, kind_by_header, kinds_in

KEY = "0123456789abcdef0123456789abcdef"
PHONES = [f"138001380{n:02d}" for n in range(8)]


def csv_of(*rows: str) -> bytes:
    return "\n".join(rows).encode()


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("姓名", "name"), ("您的姓名", "name"), ("1、请填写您的姓名：", "name"), ("昵称", "name"), ("微信昵称", "name"),
        ("手机号", "phone"), ("联系电话", "phone"), ("3、您的手机号码是？*", "phone"), ("联系方式", "phone"),
        ("身份证号", "id_number"), ("邮箱", "email"), ("微信号", "wechat"), ("openid", "online_id"),
        ("会员号", "online_id"), ("customerID", "online_id"), ("RespondentID", "online_id"), ("external_userid", "online_id"),
        ("收货地址", "address"), ("家庭住址", "address"), ("来自IP", "ip"), ("IP Address", "ip"), ("车牌号", "plate"),
        ("Email Address", "email"), ("First Name", "name"), ("Phone Number", "phone"), ("What is your e-mail?", "email"),
        ("LocationLatitude", "location"), ("经度", "location"),
    ],
)  # fmt: skip
def test_headers_that_name_personal_data(header, kind):
    assert kind_by_header(header, is_different=True) == kind


@pytest.mark.parametrize(
    "header",
    [
        "您使用的手机品牌是？", "您使用哪种邮箱？", "您是否使用微信？", "公司名称", "品牌名称", "Location (Census Region)", "income",
        "您对收货速度满意吗？", "Which brand name do you know?", "地址", "手机", "email",
    ],
)  # fmt: skip
def test_questions_about_such_things_are_not_personal(header):
    # Five answers shared by everybody: a question about phones or e-mail, not somebody's own.
    assert kind_by_header(header, is_different=False) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("13800138000", "phone"), ("+86 138-0013-8000", "phone"), ("电话13912345678谢谢", "phone"),
        ("11010519491231002X", "id_number"), ("a.b-c@mail.example.com", "email"), ("wxid_a1b2c3d4e5", "wechat"),
        ("我的微信：abc_12345", "wechat"), ("192.168.1.20", "ip"), ("京A12345", "plate"), ("粤B·D12345", "plate"),
        ("o6_bmjrPTlm6_2sgVt7hMZOPfL2M", "online_id"),
    ],
)  # fmt: skip
def test_values_that_are_personal_data(text, kind):
    assert kind in kinds_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "12800138000", "1380013800", "138001380001", "110105194912310021", "3.14", "1.2.3", "300.1.2.3", "@someone", "京东商城",
        "2025-06-01 12:30:11", "客服138号", "10000000000", "o" * 28,
    ],
)  # fmt: skip
def test_values_that_only_resemble_them(text):
    assert kinds_in(text) == []


def test_check_digit_of_identity_numbers():
    # The example of GB 11643-1999 and two more numbers with the right digit; any other last digit is wrong.
    for number in ("11010519491231002X", "440524188001010014"):
        assert is_identity_number(number)
        wrong = [number[:17] + digit for digit in "0123456789X" if digit != number[17]]
        assert not any(map(is_identity_number, wrong))


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20),
    st.sampled_from([*PHONES, "a@b.cn", "10.1.2.3"]),
)
def test_nothing_personal_is_left_after_masking(words, secret):
    assert secret not in masked(f"{words} {secret} {words}")
    assert kinds_in(masked(f"{words} {secret} 。")) == []


class TestFindPersonalData:
    def test_by_values_under_an_innocent_name(self):
        frame = pd.DataFrame({
            "q1": PHONES,
            "q2": [f"user{n}@example.com" for n in range(8)],
            "q3": [13800138000 + n for n in range(8)],
            "q4": list("abcdefgh"),
            "who": ["王小明", "李华", "张伟", "刘洋", "陈静", "赵磊", "周杰", "吴敏"],
            "answer": ["满意", "一般", "和谐", "安全", "高兴", "方便", "满意", "一般"],
        })  # fmt: skip
        found = {column.column: column for column in find_personal_data(frame)}
        assert {name: column.kind for name, column in found.items()} == {
            "q1": "phone", "q2": "email", "q3": "phone", "who": "name",
        }  # fmt: skip
        assert all(column.found_by == "values" and column.n == 8 for column in found.values())
        assert plain_english(found["q1"].reason) == "q1: 8 values look like phone numbers."

    def test_numbers_among_which_a_few_are_long(self):
        assert find_personal_data(pd.DataFrame({"amount": [1.5, 20.0, 13800138000.0, 7.0]})) == ()

    def test_the_codebook_gives_headers_and_marks(self):
        read = read_survey(csv_of("序号,1、您的手机号是多少？请务必填写", "1,x", "2,y"), keep_personal=["q1"])
        assert read.codebook["q1"].personal
        found = find_personal_data(read.frame, read.codebook)
        assert [column.column for column in found] == ["q1"]

    def test_an_ordinary_table_holds_none(self):
        frame = pd.DataFrame({"age": [31, 45], "city": ["上海", "北京"], "when": pd.to_datetime(["2025-01-01"] * 2)})
        assert find_personal_data(frame, Codebook()) == ()

    def test_the_frame_is_not_changed(self):
        frame = pd.DataFrame({"手机号": PHONES, "open": ["call 13800138000"] * 8})
        before = frame.copy()
        find_personal_data(frame)
        pd.testing.assert_frame_equal(frame, before)


class TestOnReading:
    DATA = csv_of("姓名,手机号,age,建议", *(f"客户{n},{phone},{30 + n},好" for n, phone in enumerate(PHONES)))

    def test_left_out_by_default_and_said_why(self):
        read = read_survey(self.DATA)
        assert list(read.frame.columns) == ["age", "建议"]
        assert [column.kind for column in read.personal] == ["name", "phone"]
        assert "姓名" not in read.codebook
        sentences = [plain_english(item.message) for item in read.report.of_kind("set_aside")]
        assert sentences[1] == "Left out as personal data: 手机号: its name says that it holds phone numbers."

    def test_kept_on_request(self):
        read = read_survey(self.DATA, keep_personal=("手机号",))
        assert read.frame["手机号"].tolist() == PHONES
        assert read.codebook["手机号"].personal
        assert read.codebook["手机号"].keep
        assert not read.codebook["手机号"].left_out
        assert read.options == {"keep_personal": ("手机号",)}

    def test_hashed_as_a_key(self):
        read = read_survey(self.DATA, hash_as_key=("手机号",), key=KEY)
        expected = [hmac.new(KEY.encode(), phone.encode(), hashlib.sha256).hexdigest() for phone in PHONES]
        assert read.frame["手机号"].tolist() == expected
        assert read.codebook["手机号"].level == "id"
        assert not any(phone in read.frame.to_csv() for phone in PHONES)

    @pytest.mark.parametrize("key", [None, "", "short", b"123456789012345"])
    def test_a_key_that_could_be_guessed_is_refused(self, key):
        with pytest.raises(ParameterError, match="16 bytes or more"):
            read_survey(self.DATA, hash_as_key=("手机号",), key=key)

    @pytest.mark.parametrize("option", ["keep_personal", "hash_as_key"])
    def test_a_column_that_is_not_there(self, option):
        with pytest.raises(ParameterError, match="no column 电邮") as caught:
            read_survey(self.DATA, **{option: ("电邮",), "key": KEY})
        assert caught.value.parameter == option

    def test_open_answers_are_masked_unless_kept(self):
        rows = [f"意见{n}，请致电{phone}" if n < 2 else f"第{n}条比较长的意见" for n, phone in enumerate(PHONES)]
        data = csv_of("id,建议", *(f"{n},{row}" for n, row in enumerate(rows)))
        read = read_survey(data)
        assert read.frame["建议"].tolist()[0] == "意见0，请致电***"
        assert [column.in_text for column in read.personal] == [True]
        assert read_survey(data, keep_personal=("建议",)).frame["建议"].tolist() == rows

    def test_option_columns_named_like_channels_stay(self):
        read = read_survey(
            csv_of("序号,1、渠道(微信),1、渠道(电话),1、渠道(邮箱),2、年龄", "1,1,0,1,31", "2,0,1,1,45", "3,1,1,0,22")
        )
        assert read.codebook["q1"].options == ("q1_1", "q1_2", "q1_3")
        assert read.personal == ()

    def test_blanks_of_one_question_are_judged_each_by_its_own_name(self):
        read = read_survey(
            csv_of("序号,7、(姓名),7、(手机号),7、(年龄)", "1,甲乙,13800138000,31", "2,丙丁,13800138001,45")
        )
        assert [column.kind for column in read.personal] == ["name", "phone"]
        assert list(read.frame.columns) == ["respondent_no", "q7_3"]

    def test_rated_items_named_like_channels_stay(self):
        rows = ["1,5,4", "2,3,2", "3,1,4", "4,2,5"]
        read = read_survey(csv_of("序号,3、(微信),3、(电话)", *rows))
        assert list(read.frame.columns) == ["respondent_no", "q3_1", "q3_2"]

    @pytest.mark.parametrize("table", ["customers", "arms"])
    def test_customer_tables_keep_their_key(self, table):
        read = read_survey(csv_of("会员号,姓名,city", "007,甲,A", "008,乙,B"), table=table)
        assert read.frame["customer_id"].tolist() == ["007", "008"]
        assert list(read.frame.columns) == ["customer_id", "city"]
        assert {variable.table for variable in read.codebook.variables} == {table}
        hashed = read_survey(csv_of("会员号,city", "007,A"), table=table, hash_as_key=("customer_id",), key=KEY)
        assert hashed.frame["customer_id"].tolist() == [keyed_hash("007", KEY)]

    def test_customer_tables_without_a_key_are_read_all_the_same(self):
        read = read_survey(csv_of("city,n", "A,1", "B,2"), table="customers")
        assert list(read.frame.columns) == ["city", "n"]


def test_hash_is_the_published_function():
    # RFC 4231 has no text keys of this form; the reference is the standard library's HMAC of the plain text.
    expected = hmac.new(b"k" * 16, b"abc", hashlib.sha256).hexdigest()
    assert keyed_hash(" ABC ", "k" * 16) == expected
    assert keyed_hash("abd", "k" * 16) != expected


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("订单编号", lambda k: str(13_000_000_000 + 7 * k)),
        ("消费金额（分）", lambda k: str(13_000_000_000 + 7 * k)),
        ("timestamp_ms", lambda k: str(1_700_000_000_000 + k)),
        ("app_version", lambda k: f"1.2.{k}.4"),
        ("手机号验证次数", str),
        ("QQ群数量", str),
        ("微信好友数", str),
        ("您的姓名是否公开", lambda k: f"是{k}"),
        ("How often do you check your e-mail?", lambda k: f"{k} a day"),
        ("产品名称", lambda k: ("金龙鱼", "王老吉", "白象")[k % 3]),
        ("常住城市", lambda k: ("黄山", "温州", "徐州", "金华", "武汉")[k % 5]),
        ("open_rate of Email opened", lambda k: str(k / 100)),
    ],
)
def test_what_only_looks_personal_stays(header, value):
    rows = [{header: value(k), "score": k % 5} for k in range(40)]
    assert find_personal_data(pd.DataFrame(rows)) == ()


def test_a_phone_number_amid_the_text_of_an_order_is_found():
    frame = pd.DataFrame({"订单备注": ["请打 13800138000 再送", "放门口", "不急", "谢谢"]})
    assert [(item.kind, item.in_text) for item in find_personal_data(frame)] == [("phone", True)]


def test_the_phone_number_of_an_order_is_personal():
    frame = pd.DataFrame({"订单联系电话": [str(13_000_000_000 + 7 * k) for k in range(40)]})
    assert [item.kind for item in find_personal_data(frame)] == ["phone"]
